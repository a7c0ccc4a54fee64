"""Documents laid out in the habits of Word, as Word file and as LibreOffice's PDF of it.

What is wrong with each was judged by a person from how it is made (`word_habits.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.finished.reading import read_finished
from kehoach.layout.finished_review import review_finished
from tests.word_habits import HABITS

WRONG = {
    "plan_with_shapes": set[str](),
    # Underscores as lines, half as long as the motto and a fifth of the office; sizes 13, 13, 13.
    "letter_with_tabs": {"TT120", "TT215", "TT228"},
    # Underlining and underscores in place of lines, too long and too short; no './.'.
    "decision_in_boxes": {"TT120", "TT228", "TT285", "KC010"},
    # No line below the office, the subject and the annex, which the text never mentions.
    "proposal_with_annex": {"TT228", "TT285", "TT393", "KC006"},
    "report_of_old": {
        *("TT105", "TT106", "TT107", "TT113", "TT115", "TT116", "TT203", "TT211", "TT212"),
        *("TT213", "TT225", "TT228", "TT241", "TT242", "TT248", "TT261", "TT267", "TT272"),
        *("TT281", "TT282", "TT285", "TT311", "TT313", "TT314", "TT315", "TT316", "TT343"),
        *("TT345", "TT348", "TT368", "KC010", "NN005"),
    },
}
UNDECIDED = {("letter_with_tabs", ".docx"): {"TT215", "TT228"}}
"""What is wrong and can be seen in the PDF only: in the Word file a person has to look."""


@pytest.fixture(scope="module")
def files(convert: Callable[..., list[Path]]) -> dict[str, Path]:
    made = convert(**{name: build() for name, build in HABITS.items()})
    return dict(zip(HABITS, made, strict=True))


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
@pytest.mark.parametrize("name", HABITS)
def test_what_is_wrong_is_told_and_nothing_else(
    name: str, suffix: str, files: dict[str, Path]
) -> None:
    review = review_finished(read_finished(files[name].with_suffix(suffix)).file)
    hidden = UNDECIDED.get((name, suffix), set())
    told = {each.code for each in review.findings}
    # The date is told twice, by a rule on content and by one on form.
    assert told - {"TG001"} == WRONG[name] - hidden
    assert hidden <= {each.code for each in review.undecided}
