"""Laws of what comes back, on plans and Word files edited at random: nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import Reading
from kehoach.returned.returned_file import ReturnedReview, read_returned, review, write_all
from tests.random_plans import ENDS, OBJECTS, VERBS, Plan, plans, side, written
from tests.returned.returned_files import Department, said

Pick = Callable[[int], int]
SEEDS = st.integers(0, 2**32)
DRAFT_LINES = 4
"""Paragraphs at the top that our template prints by itself."""


def picking(seed: int) -> Pick:
    """Picks numbers below a given one; cheaper for Hypothesis than many draws."""
    dice = Random(seed)
    return lambda below: dice.randrange(max(1, below))


def retype(office: Department, pick: Pick) -> None:
    paragraphs = [each for each in office.paragraphs() if len(each.text.split()) > 3]
    paragraph = paragraphs[pick(len(paragraphs))]
    words = paragraph.text.split()
    at = 1 + pick(len(words) - 1)
    old = " ".join(words[at : at + 1 + pick(3)])
    if old in paragraph.text:
        change = office.tracked_retype if pick(2) else office.retype
        change(
            paragraph, old, ["khẩn trương", "mọi hộ", "theo Quyết định số 15/QĐ-UBND", "x"][pick(4)]
        )


def remove(office: Department, pick: Pick) -> None:
    paragraphs = [each for each in office.word.paragraphs if each.text.startswith(("-", "+", "2."))]
    if paragraphs:
        paragraph = paragraphs[pick(len(paragraphs))]
        (office.tracked_remove if pick(2) else office.remove)(paragraph)


def add(office: Department, pick: Pick) -> None:
    paragraphs = [each for each in office.word.paragraphs if each.text]
    text = f"{VERBS[pick(len(VERBS))]} {OBJECTS[pick(len(OBJECTS))]} {ENDS[pick(len(ENDS))]}."
    text = ["- ", "+ ", "", "3. "][pick(4)] + text
    paragraph = paragraphs[pick(len(paragraphs))]
    if pick(2):
        office.tracked_add(paragraph, text)
    else:
        office.add_after(paragraph, text)


def move(office: Department, pick: Pick) -> None:
    paragraphs = [each for each in office.word.paragraphs if each.text]
    moved, target = paragraphs[pick(len(paragraphs))], paragraphs[pick(len(paragraphs))]
    if moved._p is not target._p:
        target._p.addnext(moved._p)


def change_cell(office: Department, pick: Pick) -> None:
    rows = office.word.tables[-1].rows
    row = rows[pick(len(rows))]
    cell = row.cells[pick(len(row.cells))].paragraphs[0]
    if cell.runs:
        office.retype(cell, cell.text, ["1.234", "…", "7,5", "Huyện Mới"][pick(4)])


def drop_row(office: Department, pick: Pick) -> None:
    table = office.word.tables[-1]
    if len(table.rows) > DRAFT_LINES:
        table._tbl.remove(table.rows[2 + pick(len(table.rows) - 2)]._tr)


EDITS = [retype, retype, remove, add, move, change_cell, drop_row]


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes and tells no more
    suppress_health_check=list(HealthCheck),
)
@given(plans(), st.lists(st.sampled_from(EDITS), min_size=1, max_size=6), SEEDS)
def test_every_difference_is_written_or_listed(
    plan: Plan, edits: list[Callable[[Department, Pick], None]], seed: int
) -> None:
    before, pick = side(written(plan)).reading, picking(seed)
    office = Department(render_docx(before.document))
    for edit in edits:
        edit(office, pick)
    content = office.saved()
    first = reviewed(before, content)
    after, count = write_all(first)
    listed(first, content)
    listed(after, content)
    assert (after.reading.source.text != before.source.text) == bool(count)
    assert all(item.reasons for item in after.items)


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(plans(), *[st.lists(st.sampled_from(EDITS), min_size=3, max_size=5)] * 2, SEEDS)
def test_the_second_department_undoes_nothing_of_the_first(
    plan: Plan,
    first: list[Callable[[Department, Pick], None]],
    second: list[Callable[[Department, Pick], None]],
    seed: int,
) -> None:
    """Both edited the file that was sent; what either asked for is written or listed."""
    sent, pick = side(written(plan)).reading, picking(seed)
    ours = render_docx(sent.document)
    contents = []
    for edits in (first, second):
        office = Department(ours)
        for edit in edits:
            edit(office, pick)
        contents.append(office.saved())
    one, _ = write_all(reviewed(sent, contents[0]))
    both, _ = write_all(reviewed(one.reading, contents[1], sent))
    before, between, after = (
        said(render_docx(each.document)) for each in (sent, one.reading, both.reading)
    )
    asked_new, asked_old = said(contents[1]) - said(ours), said(ours) - said(contents[1])
    listed_new = {cell for i in both.items for cell in i.difference.new.split(" | ")}
    listed_old = {cell for i in both.items for cell in i.difference.old.split(" | ")}
    assert all(line in after or line in listed_new for line in asked_new)
    lost = [line for line in between - before if line not in after and is_words(line)]
    assert all(line in listed_old for line in lost)
    theirs = said(contents[1])
    kept = [
        line
        for line in asked_old
        # The mark of the end goes to another line, perhaps one with the same words.
        if after[line] > theirs[line] and is_words(line) and line.replace("./.", ".") not in theirs
    ]
    assert all(line in listed_old for line in kept)


def is_words(line: str) -> bool:
    """Whether a line says only what people wrote: no figure, no number of its own."""
    return line.startswith(("- ", "+ ")) and not any(letter.isdigit() for letter in line)


def reviewed(reading: Reading, content: bytes, sent: Reading | None = None) -> ReturnedReview:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gui_lai.docx"
        file.write_bytes(content)
        return review(reading, read_returned(file), sent)


def listed(found: ReturnedReview, content: bytes) -> None:
    """What the file says otherwise than the plan stands in the list, word for word."""
    theirs, ours = said(content), said(render_docx(found.reading.document))
    new = Counter(cell for item in found.items for cell in item.difference.new.split(" | ") if cell)
    old = Counter(cell for item in found.items for cell in item.difference.old.split(" | ") if cell)
    assert not (theirs - ours) - new
    assert not (ours - theirs) - old
    assert all(item.can_be_written or item.reasons for item in found.items)
