"""Nothing is written over that the same command did not make of the same file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import normalize

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.disk.commands import small_plan

DONE = (Exit.OK, Exit.FINDINGS)


BOOK = "so_yt: {kenh: giay, dia_chi: Số 1 đường Ví Dụ}\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    plan = small_plan(tmp_path / "a")
    text = plan.read_text("utf-8").replace("  - Thường trực Tỉnh ủy\n", "")
    text = text.replace("- Các sở, ban, ngành của tỉnh", "- {ghi: Sở Y tế, gui: so_yt}")
    plan.write_text(text, "utf-8")
    plan.with_name("noi_nhan.yaml").write_text(BOOK, "utf-8")
    return plan


def export(plan: Path, target: Path) -> list[str]:
    return ["annex", "export", str(plan), "-o", str(target)]


def build(plan: Path, target: Path) -> list[str]:
    return ["build", str(plan), "--docx", "-o", str(target.parent)]


def compare(plan: Path, target: Path) -> list[str]:
    return ["diff", str(plan), str(plan), "--format", "html", "-o", str(target)]


def duties(plan: Path, target: Path) -> list[str]:
    return ["duties", str(plan), "--format", "docx", "-o", str(target)]


def notes(plan: Path, target: Path) -> list[str]:
    return ["duties", str(plan), "--phieu", str(target.parent)]


def labels(plan: Path, target: Path) -> list[str]:
    return ["recipients", str(plan), "--nhan-dia-chi", str(target)]


def schema(_plan: Path, target: Path) -> list[str]:
    return ["schema", "-o", str(target)]


COMMANDS: dict[str, tuple[Callable[[Path, Path], Sequence[str]], str]] = {
    "annex export": (export, "ra/so_lieu.xlsx"),
    "build": (build, "ra/ke_hoach.docx"),
    "diff": (compare, "ra/so_sanh.html"),
    "duties": (duties, "ra/phan_cong.docx"),
    "duties --phieu": (notes, "ra/so_yt.pdf"),
    "recipients": (labels, "ra/nhan.pdf"),
    "schema": (schema, "ra/luoc_do.json"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_person_changed_stays_until_told_otherwise(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, file = COMMANDS[name]
    target = tmp_path / file
    target.parent.mkdir()
    command = words(plan, target)
    assert main(command) in DONE
    made = target.read_bytes()
    assert main(command) in DONE, "made by the same command from the same plan"
    changed = made + b"\n"  # by somebody, in a way that keeps its kind
    target.write_bytes(changed)
    capsys.readouterr()
    assert main(command) == Exit.REFUSED
    assert "GH005" in capsys.readouterr().err
    assert target.read_bytes() == changed
    assert main([*command, "--ghi-de"]) in DONE
    assert target.read_bytes() == made


@pytest.mark.parametrize("name", COMMANDS)
def test_another_kind_of_file_is_never_written_over(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, file = COMMANDS[name]
    target = tmp_path / file
    target.parent.mkdir()
    shutil.copy(plan, target)
    assert main([*words(plan, target), "--ghi-de"]) == Exit.REFUSED
    assert "GH006" in capsys.readouterr().err
    assert target.read_bytes() == plan.read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["schema", "-o", "PLAN", "--ghi-de"], Exit.REFUSED),
        (["annex", "export", "PLAN", "-o", "PLAN", "--ghi-de"], Exit.USAGE),
        (["diff", "PLAN", "PLAN", "-o", "PLAN", "--ghi-de"], Exit.USAGE),
        (["recipients", "PLAN", "--nhan-dia-chi", "PLAN", "--ghi-de"], Exit.USAGE),
        (["check", "FILE", "--report", "PLAN", "--ghi-de"], Exit.USAGE),
        (["duties", "PLAN", "-o", "PLAN", "--ghi-de"], Exit.USAGE),
    ],
)
def test_a_plan_is_no_result(plan: Path, words: list[str], code: Exit) -> None:
    assert main(["build", str(plan), "--docx", "-o", str(plan.parent)]) in DONE
    before = plan.read_bytes()
    places = {"PLAN": str(plan), "FILE": str(plan.with_suffix(".docx"))}
    assert main([places.get(word, word) for word in words]) == code
    assert plan.read_bytes() == before


def test_two_plans_of_one_name_do_not_take_each_others_files(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = small_plan(tmp_path / "b")
    text = other.read_text("utf-8").replace("Đẩy mạnh tuyên truyền", "Tăng cường tuyên truyền")
    other.write_text(text, "utf-8")
    folder = tmp_path / "ra"
    target = folder / "ke_hoach.docx"
    assert main(build(plan, target)) in DONE
    first = target.read_bytes()
    capsys.readouterr()
    assert main(build(other, target)) == Exit.REFUSED
    assert f"không do “kehoach build” tạo từ {other}" in capsys.readouterr().err
    assert target.read_bytes() == first
    assert main(build(plan, target)) in DONE, "the first one may still be built"
    assert main([*build(other, target), "--ghi-de"]) in DONE
    assert target.read_bytes() != first
    assert main(build(plan, target)) == Exit.REFUSED, "now it is the other one's"


def test_of_several_plans_those_that_may_not_be_written_do_not_stop_the_others(
    plan: Path, tmp_path: Path
) -> None:
    other = plan.with_name("khac.yaml")
    shutil.copy(plan, other)
    folder = tmp_path / "ra"
    folder.mkdir()
    (folder / "ke_hoach.docx").write_bytes(b"PK word/document.xml of somebody")
    words = ["build", str(plan), str(other), "--docx", "-o", str(folder)]
    assert main(words) == Exit.REFUSED
    assert (folder / "ke_hoach.docx").read_bytes() == b"PK word/document.xml of somebody"
    assert (folder / "khac.docx").exists()


def test_plan_and_results_may_move_together(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "a" / "ra").mkdir()
    assert main(export(plan, tmp_path / "a" / "ra" / "f.xlsx")) == Exit.OK
    moved = tmp_path / "moved"
    (tmp_path / "a").rename(moved)
    text = (moved / plan.name).read_text("utf-8").replace("ho_ngheo: 1483", "ho_ngheo: 1484")
    (moved / plan.name).write_text(text, "utf-8")
    assert main(export(moved / plan.name, moved / "ra" / "f.xlsx")) == Exit.OK


def test_a_name_that_only_looks_the_same_is_told(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ra"
    names = (normalize("NFC", "kế.yaml"), normalize("NFD", "kế.yaml"))
    for name, codes in zip(names, (DONE, (Exit.REFUSED,)), strict=True):
        named = plan.with_name(name)
        shutil.copy(plan, named)
        capsys.readouterr()
        assert main(["build", str(named), "--docx", "-o", str(folder)]) in codes
    assert "GH009" in capsys.readouterr().err
    assert [file.name for file in folder.iterdir()] == [normalize("NFC", "kế.docx")]


def test_a_link_stays_one(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "ra").mkdir()
    (tmp_path / "f.xlsx").symlink_to(tmp_path / "ra" / "real.xlsx")
    assert main(export(plan, tmp_path / "f.xlsx")) == Exit.OK
    assert (tmp_path / "f.xlsx").is_symlink()
    assert (tmp_path / "ra" / "real.xlsx").read_bytes().startswith(b"PK")


def test_pipes_and_devices_are_no_results(plan: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.xlsx")
    assert main([*export(plan, tmp_path / "f.xlsx"), "--ghi-de"]) == Exit.REFUSED


def test_what_was_remembered_and_is_spoiled_is_forgotten(plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    assert main(export(plan, target)) == Exit.OK
    for file in (plan.parent / ".kehoach").rglob("*.json"):
        file.write_bytes(b'{"tep": [1, 2]}')
    text = plan.read_text("utf-8").replace("ho_ngheo: 1483", "ho_ngheo: 1484")
    plan.write_text(text, "utf-8")
    assert main(export(plan, target)) == Exit.REFUSED
    assert main([*export(plan, target), "--ghi-de"]) == Exit.OK
    assert main(export(plan, target)) == Exit.OK


def test_a_note_that_is_no_longer_made_goes_unless_a_person_changed_it(
    plan: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "phieu"
    text = plan.read_text("utf-8")
    duty = "- Hướng dẫn thực hiện chính sách bảo hiểm y tế cho người nghèo, người cận nghèo."
    assert duty in text
    dated = f'- {{doan: "{duty[2:]}", han: 30/6/2024}}'
    plan.write_text(text.replace(duty, dated), "utf-8")
    assert main(["duties", str(plan), "--phieu", str(folder)]) in DONE
    calendar = folder / "so_yt.ics"
    kept = calendar.read_bytes()
    plan.write_text(text, "utf-8")
    assert main(["duties", str(plan), "--phieu", str(folder)]) in DONE
    assert not calendar.exists()
    calendar.write_bytes(kept.replace(b"\r\n", b"\n"))
    assert main(["duties", str(plan), "--phieu", str(folder)]) in DONE
    assert calendar.exists()
