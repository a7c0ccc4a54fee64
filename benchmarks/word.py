"""How the time of Word files out and back grows: python -m benchmarks.word.

Plans as in `benchmarks.comparing`, a tenth of the clauses edited: the file with tracked changes
made, a file edited by hand read, compared with its plan, and what is certain written into the YAML.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import docx
from docx.text.paragraph import Paragraph

from benchmarks.comparing import edited, plan_of, sentence, side
from kehoach.compare.comparison import compare
from kehoach.redline.tracked_document import render_redline
from kehoach.render.docx_template import render_docx
from kehoach.returned.returned_file import read_returned, review, write_all

SIZES = (250, 500, 1000, 2000, 4000)


def by_hand(content: bytes, dice: random.Random) -> bytes:
    """The file after a person changed, removed or added a tenth of its bullets."""
    word = docx.Document(BytesIO(content))
    bullets = [each for each in word.paragraphs if each.text.startswith("- ")]
    for number, paragraph in enumerate(dice.sample(bullets, len(bullets) // 10)):
        element = paragraph._p
        if number % 3 == 0:
            words = paragraph.text.split()
            words[3] = "khẩn trương"
            for run in paragraph.runs[1:]:
                element.remove(run._r)
            paragraph.runs[0].text = " ".join(words)
        elif number % 3 == 1:
            word.element.body.remove(element)
        else:
            new = deepcopy(element)
            element.addnext(new)
            added = Paragraph(new, paragraph._parent)
            for run in added.runs[1:]:
                new.remove(run._r)
            added.runs[0].text = f"- {sentence(dice, alike=False)}"
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def rows() -> Iterator[str]:
    """The table, a line each."""
    yield "| clauses | tracked changes | reading | comparing, trying | writing, again | written |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for size in SIZES:
        dice = random.Random(size)
        plan = plan_of(size, dice, alike=False)
        old, new = side(plan), side(edited(plan, size // 10, dice))
        comparison = compare(old, new)
        times = [perf_counter()]
        render_redline(comparison)
        times.append(perf_counter())
        with TemporaryDirectory() as folder:
            file = Path(folder) / "a.docx"
            file.write_bytes(by_hand(render_docx(old.document), dice))
            times.append(perf_counter())
            returned = read_returned(file)
        times.append(perf_counter())
        found = review(old.reading, returned)
        times.append(perf_counter())
        _, written = write_all(found)
        times.append(perf_counter())
        first, _, *rest = (f"{b - a:.1f} s" for a, b in pairwise(times))
        yield f"| {size} | {' | '.join([first, *rest])} | {written} of {len(found.items)} |"


if __name__ == "__main__":
    for row in rows():
        print(row, flush=True)
