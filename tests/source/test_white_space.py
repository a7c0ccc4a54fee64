"""White space that YAML keeps and paper does not: at the ends of a value, and between lines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.resolve.read import read_plan
from kehoach.source.source import parse_source

FAULTS = Path(__file__).parents[1] / "faults"
GOOD = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")
CLAUSE = "- Rà soát hộ nghèo trong quý I năm {{ nam }}."


def write(folder: Path, old: str, new: str) -> Path:
    shutil.copy(FAULTS / "don_vi.yaml", folder)
    assert old in GOOD
    plan = folder / "plan.yaml"
    plan.write_text(GOOD.replace(old, new), "utf-8")
    return plan


@pytest.mark.parametrize(
    "clause",
    [
        "- doan: >\n          Đây là câu cuối.\n",
        "- doan: |\n          Đây là câu cuối.\n",
        "- doan: |+\n          Đây là câu cuối.\n\n",
        '- doan: "  Đây là câu cuối. "',
        '- "Đây là câu cuối.\\t\\n"',
    ],
)
def test_nothing_stands_between_the_last_words_and_the_mark_of_the_end(
    clause: str, tmp_path: Path
) -> None:
    plan = write(tmp_path, CLAUSE, clause)
    last = list(read_plan(plan).document.body())[-1]
    assert last.text.endswith("Đây là câu cuối./.")
    assert main(["build", str(plan), "--pdf", "-o", str(tmp_path)]) == Exit.OK
    command = ["pdftotext", str(tmp_path / "plan.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "Đây là câu cuối./." in text


def test_a_recipient_ends_at_its_mark(tmp_path: Path) -> None:
    plan = write(tmp_path, "ghi: UBND huyện,", 'ghi: "Cổng thông tin ",')
    assert "Cổng thông tin;" in "".join(
        recipient.paragraph.text for recipient in read_plan(plan).document.noi_nhan
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("|\n  một\n\n  hai\n", ["YM126"]),
        (">\n  một\n\n  hai\n", ["YM126"]),
        ("|\n  một\n  hai\n", ["YM126"]),
        (">\n  một\n  hai\n", []),
        ("|\n  một hai\n", []),
        ('"một\n  hai"', []),
    ],
)
def test_lines_that_are_joined_are_told(value: str, told: list[str]) -> None:
    source = parse_source(f"doan: {value}\n", "plan.yaml")
    assert [finding.code for finding in source.findings] == told
    assert source.data == {"doan": "một hai"}
