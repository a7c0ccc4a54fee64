"""Versions of a plan's vocabulary: newer ones refused, older ones upgraded where they must be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.source.edits import Edits

BASE = Path(__file__).parents[1] / "check" / "samples" / "base.yaml"
COMMANDS = (
    ["check"], ["show"], ["build", "--docx"], ["todo"], ["duties"], ["nang-cap"], ["upgrade"],
)  # fmt: skip

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(BASE, "plan.yaml"))


def edit(plan: Path, old: str, new: str) -> None:
    text = plan.read_text("utf-8")
    assert text.count(old) == 1
    plan.write_text(text.replace(old, new), "utf-8")


def one_copy_more(edits: Edits) -> None:
    """A step as a later version may need it: `so_ban` counts the copy of the records office too."""
    data = edits.source.data
    assert isinstance(data, dict)
    for index, line in enumerate(data["noi_nhan"]):
        if isinstance(line, dict) and "so_ban" in line:
            edits.set_value(("noi_nhan", index, "so_ban"), str(int(line["so_ban"]) + 1))


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it is when a key has changed its meaning once."""
    monkeypatch.setattr("kehoach.plan.versions.STEPS", (one_copy_more,))


COPIES = ("  - luu: [VT, NL]", "  - {luu: [VT, NL], so_ban: 5}   # năm bản")


@pytest.mark.parametrize("given", [None, "1"])
def test_a_plan_of_today_has_nothing_to_change(
    given: str | None, plan: Path, capsys: Capture
) -> None:
    if given:
        edit(plan, "nam: 2024\n", f"nam: 2024\nphien_ban: {given}\n")
    before = plan.read_bytes()
    assert main(["nang-cap", str(plan)]) == Exit.OK
    assert capsys.readouterr().out == "plan.yaml: không có gì phải đổi.\n"
    assert plan.read_bytes() == before
    assert main(["check", str(plan)]) == Exit.OK


@pytest.mark.parametrize(
    ("given", "place"), [("abc", "3:12: DL207"), ("0", "3:12: DL208"), ("1.5", "3:12: DL207")]
)
def test_a_version_that_is_none_is_refused(
    given: str, place: str, plan: Path, capsys: Capture
) -> None:
    edit(plan, "nam: 2024\n", f"nam: 2024\nphien_ban: {given}\n")
    before = plan.read_bytes()
    assert main(["nang-cap", str(plan)]) == Exit.REFUSED
    said = capsys.readouterr()
    assert f"plan.yaml:{place}" in said.err
    assert "không có gì phải đổi" not in said.out
    assert plan.read_bytes() == before


def test_a_register_is_not_a_plan_with_nothing_to_change(plan: Path, capsys: Capture) -> None:
    assert main(["nang-cap", str(plan.with_name("don_vi.yaml"))]) == Exit.REFUSED
    assert "không có gì phải đổi" not in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_plan_of_a_newer_program_is_refused_in_one_message(
    command: list[str], plan: Path, capsys: Capture
) -> None:
    edit(plan, "nam: 2024\n", "nam: 2024\nphien_ban: 2\nkhoa_moi: 5\n")
    before = plan.read_bytes()
    name, *options = command
    assert main([name, str(plan), *options]) == Exit.REFUSED
    said = "".join(capsys.readouterr())
    assert "plan.yaml:3:12: PB001" in said
    assert "kế hoạch do bản kehoach mới hơn ghi" in said
    assert "cập nhật kehoach" in said
    assert "DL201" not in said
    assert plan.read_bytes() == before


@pytest.mark.parametrize("given", ["0", "-1", "hai", "1,5", "[1]"])
def test_what_is_no_version_is_told_as_any_wrong_value(
    given: str, plan: Path, capsys: Capture
) -> None:
    edit(plan, "nam: 2024\n", f"nam: 2024\nphien_ban: {given}\n")
    assert main(["show", str(plan)]) == Exit.REFUSED
    said = "".join(capsys.readouterr())
    assert "plan.yaml:3:12: DL2" in said
    assert "PB001" not in said


@pytest.mark.usefixtures("second")
def test_a_plan_that_would_be_misread_is_refused_until_it_is_upgraded(
    plan: Path, capsys: Capture
) -> None:
    edit(plan, *COPIES)
    assert main(["show", str(plan)]) == Exit.REFUSED
    said = "".join(capsys.readouterr())
    assert "PB002" in said
    assert "kehoach nang-cap plan.yaml" in said


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("command", ["nang-cap", "upgrade"])
@pytest.mark.parametrize("given", [None, "1"])
def test_an_upgrade_changes_what_it_must_and_no_other_byte(
    command: str, given: str | None, plan: Path, capsys: Capture
) -> None:
    edit(plan, *COPIES)
    if given:
        edit(plan, "nam: 2024\n", f"nam: 2024\nphien_ban: {given}   # cũ\n")
    plan.write_bytes(b"\xef\xbb\xbf" + plan.read_bytes().replace(b"\n", b"\r\n"))
    before = plan.read_bytes()
    assert main([command, str(plan)]) == Exit.OK
    assert capsys.readouterr().out == "plan.yaml: đã chuyển sang phiên bản 2.\n"
    expected = before.replace(b"so_ban: 5", b"so_ban: 6")
    if given:
        expected = expected.replace(b"phien_ban: 1", b"phien_ban: 2")
    else:
        expected = expected.replace(b"nam: 2024\r\n", b"nam: 2024\r\nphien_ban: 2\r\n")
    assert plan.read_bytes() == expected
    assert main(["check", str(plan)]) == Exit.OK
    assert main([command, str(plan)]) == Exit.OK  # and there is nothing more to do
    assert plan.read_bytes() == expected


@pytest.mark.usefixtures("second")
def test_a_plan_that_no_step_concerns_stays_valid_as_it_is(plan: Path, capsys: Capture) -> None:
    before = plan.read_bytes()
    assert main(["check", str(plan)]) == Exit.OK
    assert main(["nang-cap", str(plan)]) == Exit.OK
    assert "không có gì phải đổi" in capsys.readouterr().out
    assert plan.read_bytes() == before


def test_an_upgrade_that_would_spoil_a_plan_is_not_written(
    plan: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(edits: Edits) -> None:
        edits.clear_value(("the_thuc",))

    monkeypatch.setattr("kehoach.plan.versions.STEPS", (spoil,))
    before = plan.read_bytes()
    assert main(["nang-cap", str(plan)]) == Exit.REFUSED
    assert "plan.yaml:" in "".join(capsys.readouterr())
    assert plan.read_bytes() == before
