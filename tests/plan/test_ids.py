"""Ids are ASCII identifiers wherever they come from: they name files, and formulas and texts read
them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.resolve.read import read_plan

FAULTS = Path(__file__).parents[1] / "faults"
GOOD = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")
REGISTER = (FAULTS / "don_vi.yaml").read_text("utf-8")
WRONG = ["a/b", "../x", "..", "a b", "-a", "a-b", "a.b", "xã", "1a", "/etc/luong", "a\\b", "C:x"]

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "don_vi.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "plan.yaml").write_text(GOOD, "utf-8")
    return tmp_path


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("key", ["ubnd_huyen:", "  ke_thua: [", "  thanh_vien: ["])
def test_the_register_knows_no_other_ids(
    folder: Path, key: str, wrong: str, capsys: Capture
) -> None:
    quoted = "'" + wrong + "'"
    if key.startswith(" "):
        changed = REGISTER.replace("ubnd_huyen:\n", f"ubnd_huyen:\n{key}{quoted}]\n", 1)
        place = f"2:{len(key) + 1}"
    else:
        changed = REGISTER.replace(key, f"{quoted}:", 1)
        place = "1:1"
    (folder / "don_vi.yaml").write_text(changed, "utf-8")
    assert main(["show", str(folder / "plan.yaml")]) == Exit.REFUSED
    said = capsys.readouterr().err
    assert f"{folder / 'don_vi.yaml'}:{place}: DL213 “{wrong}” không dùng làm mã được" in said


@pytest.mark.parametrize("right", ["SoTC", "so_tc", "_x", "h1", "THON_01", "a" * 60])
def test_what_is_an_identifier_stays_one(folder: Path, right: str) -> None:
    for file, text in (("don_vi.yaml", REGISTER), ("plan.yaml", GOOD)):
        (folder / file).write_text(text.replace("ubnd_huyen", right), "utf-8")
    read = read_plan(folder / "plan.yaml")
    assert read.document.noi_nhan[0].gui == (right,)
    assert not [finding for finding in read.source.findings if finding.code == "DL213"]


def test_every_id_of_the_content_is_one() -> None:
    for year in (2024, 2025):
        read = read_plan(PROJECT / "content" / f"plan_{year}.yaml")
        assert "DL213" not in {finding.code for finding in read.source.findings}


def test_a_wrong_id_is_told_without_what_follows_from_it(folder: Path, capsys: Capture) -> None:
    for file, text in (("don_vi.yaml", REGISTER), ("plan.yaml", GOOD)):
        (folder / file).write_text(text.replace("ubnd_huyen", "'ubnd/huyen'"), "utf-8")
    assert main(["show", str(folder / "plan.yaml")]) == Exit.REFUSED
    (told,) = [line for line in capsys.readouterr().err.splitlines() if not line.startswith(" ")]
    assert "don_vi.yaml:1:1: DL213" in told


@pytest.mark.parametrize("wrong", ["../x", "/tmp/x", "a b", "a/b"])
@pytest.mark.parametrize(
    "words",
    [
        "duties PLAN --don-vi ID -o out.txt",
        "duties PLAN --don-vi ID --phieu out",
        "annex export PLAN ID -o out.xlsx",
        "explain PLAN ID",
        "decide PLAN ID --xong",
        "deliver PLAN ID --nguoi-nhan An",
        "send PLAN --file PLAN --only ID --draft --dry-run",
        "rules ID",
    ],
)
def test_a_command_takes_no_other_id(
    folder: Path, words: str, wrong: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(PROJECT / "content" / "noi_nhan.yaml", folder)
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    line = [{"PLAN": "plan.yaml", "ID": wrong}.get(word, word) for word in words.split()]
    assert main(line) == Exit.REFUSED
    assert sorted(folder.rglob("*")) == before
    assert capsys.readouterr().out == ""
