"""`kehoach new`: a skeleton that builds as it is, and never a file lost."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.resolve.read import read_plan

PROJECT_REGISTER = PROJECT / "content" / "don_vi.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the clerk stands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def data(path: Path) -> dict[str, object]:
    loaded: dict[str, object] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return loaded


def test_skeleton_builds_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "ke-hoach-chuyen-doi-so"]) == Exit.OK
    assert sorted(path.name for path in folder.iterdir()) == [
        "don_vi.yaml",
        "ke-hoach-chuyen-doi-so.yaml",
    ]
    assert "kehoach build ke-hoach-chuyen-doi-so.yaml" in capsys.readouterr().out
    assert main(["build", "ke-hoach-chuyen-doi-so.yaml", "-o", "out"]) == Exit.OK, (
        capsys.readouterr()
    )
    assert (folder / "out" / "ke-hoach-chuyen-doi-so.pdf").read_bytes().startswith(b"%PDF")


def test_skeleton_that_cannot_be_written_whole_is_not_left_behind(folder: Path) -> None:
    """No file may grow beyond a KiB: writing stops midway, as on a full disk."""
    kehoach = [sys.executable, "-m", "kehoach", "new", "mau", "-o", str(folder)]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 2; exec "$@"', "sh", *kehoach],
        capture_output=True,
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == Exit.MACHINE
    assert "mau.yaml: tệp vượt quá cỡ cho phép" in done.stderr.decode()
    assert list(folder.iterdir()) == []


def test_skeleton_shows_every_construct(folder: Path) -> None:
    main(["new", "mau"])
    document = read_plan(folder / "mau.yaml").document
    assert document.the_thuc.du_thao is not None
    assert {paragraph.kieu for paragraph in document.can_cu} == {"can_cu", "can_cu_doan"}
    assert {clause.so[-1:] for clause in document.clauses} >= {"I", "1", "-", ")"}
    assert {clause.vai_tro for clause in document.clauses} >= {"chu_tri", "phoi_hop"}
    assert {len(clause.han) for clause in document.clauses} >= {1, 2}
    assert any(clause.kem_theo for clause in document.clauses)
    assert [recipient.luu for recipient in document.noi_nhan][-1]
    # 960 + 680 + 1001 of 1200 + 850 + 1430 households
    assert "75,89%" in "".join(paragraph.text for paragraph in document.body())
    comments = re.findall(r"#.*[ăâđêôơư]", (folder / "mau.yaml").read_text("utf-8"))
    assert len(comments) > 20


def test_next_year_is_the_plan_year(folder: Path) -> None:
    before = date.today().year
    main(["new", "mau"])
    assert before < int(str(data(folder / "mau.yaml")["nam"])) <= date.today().year + 1


def test_year_can_be_given(folder: Path) -> None:
    assert main(["new", "mau", "--nam", "2031"]) == Exit.OK
    assert data(folder / "mau.yaml")["nam"] == "2031"
    assert read_plan(folder / "mau.yaml").document.nam == 2031


@pytest.mark.parametrize("year", ["31", "năm 2031", "20310"])
def test_wrong_year_is_a_wrong_command(
    folder: Path, year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mau", "--nam", year]) == Exit.USAGE
    assert year in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_subject_in_words_names_file_and_plan(folder: Path) -> None:
    assert (
        main(["new", "Kế hoạch phòng, chống dịch bệnh ở Đức Cơ năm 2031", "--nam", "2031"])
        == Exit.OK
    )
    plan = folder / "ke-hoach-phong-chong-dich-benh-o-duc-co-nam-2031.yaml"
    subject = read_plan(plan).document.the_thuc.trich_yeu.text
    assert subject == "Phòng, chống dịch bệnh ở Đức Cơ năm 2031"
    assert "năm {{ nam }}" in plan.read_text("utf-8").split("trich_yeu:")[1].splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["mau.yaml"], "mau.yaml"),
        (["mau", "-o", "khac.yaml"], "khac.yaml"),
        (["nam-sau/mau"], "nam-sau/mau.yaml"),
        (["mau", "-o", "co-san"], "co-san/mau.yaml"),
        (["mau", "-o", "chua-co"], "chua-co/mau.yaml"),
        (["mau", "-o", "chua-co/2027/"], "chua-co/2027/mau.yaml"),
    ],
)
def test_where_the_file_goes(folder: Path, arguments: list[str], made: str) -> None:
    (folder / "co-san").mkdir()
    assert main(["new", *arguments]) == Exit.OK
    assert (folder / made).is_file()
    assert (folder / made).with_name("don_vi.yaml").is_file()


def test_a_plan_does_not_get_the_name_of_another_kind_of_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mau", "-o", "mau.docx"]) == Exit.REFUSED
    assert "MK004" in capsys.readouterr().err
    assert not (folder / "mau.docx").exists()


def test_nothing_is_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("mau.yaml", "don_vi.yaml"):
        (folder / name).write_text(PROJECT_REGISTER.read_text("utf-8"), "utf-8")
    assert main(["new", "mau"]) == Exit.REFUSED
    assert "mau.yaml" in (said := capsys.readouterr().err)
    assert "không ghi đè" in said
    for name in ("mau.yaml", "don_vi.yaml"):
        assert (folder / name).read_bytes() == PROJECT_REGISTER.read_bytes()


def test_register_name_is_not_a_plan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "don_vi"]) == Exit.REFUSED
    assert "sổ đơn vị" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("year", ["2024", "2027"])
def test_skeleton_uses_the_register_that_is_there(folder: Path, year: str) -> None:
    """Departments that no longer exist in the plan's year are left alone."""
    (folder / "don_vi.yaml").write_bytes(PROJECT_REGISTER.read_bytes())
    assert main(["new", "mau", "--nam", year]) == Exit.OK
    assert (folder / "don_vi.yaml").read_bytes() == PROJECT_REGISTER.read_bytes()
    read = read_plan(folder / "mau.yaml")
    bound = {key for clause in read.document.clauses for key in (*clause.don_vi, *clause.phoi_hop)}
    assert len(bound) >= 3
    for key in bound:
        assert not isinstance(end := read.register[key].den, int) or end >= int(year), key


def test_faulty_register_is_told_before_anything_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "don_vi.yaml").write_text("so_yt:\n  tenn: Sở Y tế\n", "utf-8")
    assert main(["new", "mau"]) == Exit.REFUSED
    assert "don_vi.yaml:2:3" in capsys.readouterr().err
    assert not (folder / "mau.yaml").exists()


def test_editors_find_the_schema_and_accept_the_skeleton(folder: Path) -> None:
    main(["new", "mau"])
    for name in ("mau.yaml", "don_vi.yaml"):
        text = (folder / name).read_text("utf-8")
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert found
        schema = yaml.safe_load((folder / found[1]).read_text("utf-8"))
        assert list(Draft7Validator(schema).iter_errors(yaml.safe_load(text))) == []


def test_help_is_vietnamese_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("new", "show", "explain", "watch", "schema"):
        assert main([command, "--help"]) == Exit.OK
        said = capsys.readouterr().out
        assert said.startswith(f"cách dùng: kehoach {command}")
        assert f"ví dụ: kehoach {command}" in said
