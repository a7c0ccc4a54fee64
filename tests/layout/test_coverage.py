"""What the coverage table claims, against what the rules really do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kehoach.check.rules import rules
from kehoach.files import PROJECT
from kehoach.finished.docx import read_docx
from kehoach.finished.reading import read_finished
from kehoach.layout.decree import Fact, facts
from kehoach.layout.finished_review import review_finished
from kehoach.layout.verdicts import Outcome
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from tests.check.test_samples import load_samples, word_file
from tests.finished_documents import DOCUMENTS
from tests.word_xml import p, read, x

ROWS = [pytest.param(row, id=row.id) for row in facts().values()]


@cache
def decided() -> frozenset[str]:
    """The codes that come to a decision on one Word file or another."""
    found = set()
    for name in ("ke_hoach", *DOCUMENTS):
        review = review_finished(read_docx(word_file(name), name))
        outcomes = (Outcome.PASSED, Outcome.FAILED)
        found |= {each.code for each in review.verdicts if each.outcome in outcomes}
    return frozenset(found)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_checked_as_it_says(row: Fact) -> None:
    checked = set(row.soat.values())
    by_machine = bool(checked & {"máy", "một phần"})
    assert bool(row.ma) == by_machine or row.id == "2T-NO-DISTRICT"
    assert set(row.ma) <= set(rules())
    if checked & {"một phần", "người"}:
        assert row.ly_do
    if row.soat["docx"] == "máy":
        layout = {code for code in row.ma if code.startswith("TT")}
        assert layout <= decided()


def test_every_rule_on_layout_belongs_to_a_row() -> None:
    named = {code for row in facts().values() for code in row.ma}
    layout = {code for code in rules() if code.startswith("TT")}
    assert layout <= named
    assert layout <= set(load_samples())


@pytest.mark.parametrize(
    "name",
    [
        "cong_van_khung",
        "cong_van_khung_cu",
        "cong_van_ngat_dong",
        "ke_hoach_tung_hang",
        "ke_hoach_cua_dang",
    ],
)
def test_other_layouts_are_read_without_false_alarms(name: str) -> None:
    assert review_finished(read_docx(word_file(name), name)).findings == ()


@pytest.mark.parametrize("body", ["", p() * 3, p("Nơi nhận:"), x("tbl", x("tr"))])
def test_a_file_with_next_to_nothing_in_it_is_told_to_be_none(body: str) -> None:
    review = review_finished(read(body))
    assert "thể thức" in {each.component for each in review.undecided}


@pytest.mark.parametrize("plan", ["plan_2024", "plan_2025"])
def test_our_own_files_are_laid_out_as_the_decree_asks(plan: str, tmp_path: Path) -> None:
    """A finished file carries no waivers, so what is wrong with its words is told again."""
    file = tmp_path / "plan.docx"
    file.write_bytes(render_docx(read_plan(PROJECT / "content" / f"{plan}.yaml").document))
    review = review_finished(read_finished(file).file)
    assert not [each for each in review.findings if each.code.startswith("TT")]
    assert not review.undecided
