"""The command `build`: what it makes, what it leaves alone, and what it says and gives back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

FAULTS = Path(__file__).parent / "faults"
LATER = """
import datetime, runpy, sys, time
ahead = 400 * 86400 + 12345
now, local, utc, Real = time.time, time.localtime, time.gmtime, datetime.datetime
time.time = lambda: now() + ahead
time.localtime = lambda seconds=None: local(now() + ahead if seconds is None else seconds)
time.gmtime = lambda seconds=None: utc(now() + ahead if seconds is None else seconds)
class Later(Real):
    @classmethod
    def now(cls, tz=None):
        return Real.now(tz) + datetime.timedelta(seconds=ahead)
    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)
datetime.datetime = Later
runpy.run_module("kehoach", run_name="__main__", alter_sys=True)
"""
"""Runs the command more than a year later than it is."""

Capture = pytest.CaptureFixture[str]
Small = Callable[..., Path]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Writes a small good plan, with changes, and the register beside it."""
    folder = tmp_path / "ke_hoach"
    folder.mkdir()
    shutil.copy(FAULTS / "don_vi.yaml", folder)
    text = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")

    def write(name: str = "nho", **changes: str) -> Path:
        changed = text
        for old, new in changes.items():
            assert old in changed
            changed = changed.replace(old, new)
        (folder / f"{name}.yaml").write_text(changed, "utf-8")
        return folder / f"{name}.yaml"

    return write


def build(*arguments: str | Path) -> int:
    return main(["build", *map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pdf_words(path: Path) -> list[str]:
    command = ["pdftotext", "-raw", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode().split()


def docx_words(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return " ".join([*(p.text for p in document.paragraphs), *cells]).split()


# What it makes


def test_one_changed_figure_changes_all_that_follow_from_it(tmp_path: Path) -> None:
    text = DEFAULT_PLAN.read_text("utf-8")
    assert text.count("2059") == 1
    (tmp_path / "plan.yaml").write_text(text.replace("2059", "3059"), "utf-8")
    shutil.copy(DEFAULT_PLAN.with_name("don_vi.yaml"), tmp_path)
    assert build(tmp_path / "plan.yaml", "-o", tmp_path) == Exit.FINDINGS
    for words in (pdf_words(tmp_path / "plan.pdf"), docx_words(tmp_path / "plan.docx")):
        assert {"3.059", "16,73", "32.502", "8,37", "6,37%"} <= set(words)
        assert not {"2.059", "11,26", "31.502", "8,11", "6,11%"} & set(words)


def test_the_figures_of_the_plan_itself(output: Path) -> None:
    """Without this the test above could pass on figures that were never printed."""
    for words in (pdf_words(output / "plan_2024.pdf"), docx_words(output / "plan_2024.docx")):
        assert {"2.059", "11,26", "31.502", "8,11", "6,11%", "7.450"} <= set(words)


def test_the_same_bytes_in_another_zone_on_another_day(output: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LATER, "build", str(DEFAULT_PLAN), "-o", str(tmp_path)]
    changed = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    environment = os.environ | changed | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, cwd=PROJECT, env=environment, check=False)
    assert done.returncode == Exit.FINDINGS, done.stderr.decode()
    assert contents(tmp_path) == contents(output)


def test_without_a_plan_the_one_of_2024_is_built(tmp_path: Path, capsys: Capture) -> None:
    assert build("-o", tmp_path, "--docx") == Exit.FINDINGS
    assert list(contents(tmp_path)) == ["plan_2024.docx"]
    assert "SL001" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], ["nho.docx", "nho.pdf"]),
        (["--docx"], ["nho.docx"]),
        (["--pdf"], ["nho.pdf"]),
        (["--docx", "--pdf"], ["nho.docx", "nho.pdf"]),
        (["--nhu-da-ban-hanh", "--pdf"], ["nho.nhu-da-ban-hanh.pdf"]),
    ],
)
def test_the_files_that_are_asked_for(
    options: list[str], names: list[str], small: Small, tmp_path: Path, capsys: Capture
) -> None:
    assert build(small(), "-o", tmp_path / "moi" / "ra", *options) == Exit.OK
    assert sorted(contents(tmp_path / "moi" / "ra")) == names
    screen = capsys.readouterr()
    assert screen.err == ""
    for word in ("nho.yaml", *names, "giây"):
        assert word in screen.out
    assert ("(1 trang)" in screen.out) == any(name.endswith(".pdf") for name in names)


def test_several_plans(small: Small, tmp_path: Path, capsys: Capture) -> None:
    plans = [small("xa_a"), small("xa_b", nam="năm"), small("xa_c")]
    assert build(*plans, "-o", tmp_path, "--docx") == Exit.REFUSED
    screen = capsys.readouterr()
    assert [path.name for path in sorted(tmp_path.glob("*.docx"))] == ["xa_a.docx", "xa_c.docx"]
    assert "xa_b.yaml:1:1: DL201" in screen.err
    assert "xa_b.docx" not in screen.out


@pytest.mark.parametrize("others", [[], ["khac"]])
@pytest.mark.parametrize("options", [["--pdf"], ["--docx", "--pdf"], []])
def test_a_letter_that_the_fonts_lack_is_told_wherever_a_pdf_is_made(
    options: list[str], others: list[str], small: Small, tmp_path: Path, capsys: Capture
) -> None:
    plans = [small(Rà="漢 Rà"), *(small(name) for name in others)]
    assert build(*plans, "-o", tmp_path, *options) == Exit.REFUSED
    assert "nho.yaml:12:9: IN601 " in capsys.readouterr().err
    assert not list(tmp_path.glob("nho.*"))


ANNEX = """\
phu_luc:
  bieu:
    ten: Biểu chi tiết
    cot:
      - {ma: ten, nhan: Tên HEADING, kieu: chu}
      - {ma: ho, nhan: Số hộ}
    dong:
      - {ten: Làng CELL, ho: 5}
"""


@pytest.mark.parametrize("place", ["HEADING", "CELL"])
def test_a_letter_that_the_fonts_lack_is_told_in_a_table(
    place: str, small: Small, tmp_path: Path, capsys: Capture
) -> None:
    clause = "quý I năm {{ nam }}.\n"
    annexed = f"{clause}      - {{kem_theo: bieu}}\n{ANNEX.replace(place, '漢')}"
    plan = small(**{clause: annexed})
    lines = plan.read_text("utf-8").splitlines()
    number, line = next((n, line) for n, line in enumerate(lines, 1) if "漢" in line)
    assert build(plan, "-o", tmp_path, "--pdf") == Exit.REFUSED
    assert f"nho.yaml:{number}:{line.index('漢') + 1}: IN601 " in capsys.readouterr().err


WIDE = """\
phu_luc:
  bieu:
    ten: Biểu rộng
    cot:
      - {ma: ten, nhan: Tên, kieu: chu}
COLUMNS
    dong:
      - {ten: WORDS, FIGURES}
"""


def wide(small: Small, words: str, figures: list[int]) -> Path:
    columns = "\n".join(f"      - {{ma: c{n}, nhan: Nguồn {n}}}" for n in range(len(figures)))
    row = ", ".join(f"c{n}: {figure}" for n, figure in enumerate(figures))
    annex = WIDE.replace("COLUMNS", columns).replace("WORDS", words).replace("FIGURES", row)
    clause = "quý I năm {{ nam }}.\n"
    return small(**{clause: f"{clause}      - {{kem_theo: bieu}}\n{annex}"})


@pytest.mark.parametrize("option", ["--docx", "--pdf"])
def test_figures_that_the_page_is_too_narrow_for_are_refused(
    small: Small, tmp_path: Path, capsys: Capture, option: str
) -> None:
    plan = wide(small, "Làng", [10_000_000] * 8)
    assert build(plan, "-o", tmp_path, option) == Exit.REFUSED
    told = capsys.readouterr().err
    assert " IN602 " in told
    assert "BIỂU RỘNG" in told
    assert not list(tmp_path.glob(f"nho.{option[2:]}"))


@pytest.mark.parametrize("option", ["--docx", "--pdf"])
def test_words_that_the_page_is_too_narrow_for_are_told(
    small: Small, tmp_path: Path, capsys: Capture, option: str
) -> None:
    plan = wide(small, "https://" + "giangheo" * 10, [10_000_000] * 4)
    assert build(plan, "-o", tmp_path, option) == Exit.FINDINGS
    assert " IN603 " in capsys.readouterr().err
    assert list(tmp_path.glob(f"nho.{option[2:]}"))


def test_a_word_longer_than_the_line_is_told_at_its_place(
    small: Small, tmp_path: Path, capsys: Capture
) -> None:
    plan = small(Rà=f"https://{'giangheo' * 10} Rà")
    assert build(plan, "-o", tmp_path, "--docx") == Exit.FINDINGS
    assert "nho.yaml:12:9: IN604 " in capsys.readouterr().err


def test_word_has_other_fonts_for_a_letter_that_ours_lack(
    small: Small, tmp_path: Path, capsys: Capture
) -> None:
    assert build(small(Rà="漢 Rà"), "-o", tmp_path, "--docx") == Exit.OK
    assert "漢" in docx_words(tmp_path / "nho.docx")
    assert capsys.readouterr().err == ""


# What it leaves alone


def test_a_refused_plan_leaves_the_files_of_the_last_build(small: Small, tmp_path: Path) -> None:
    folder = tmp_path / "ra"
    assert build(small(), "-o", folder) == Exit.OK
    before = contents(folder)
    assert build(small(ubnd_huyen="ubnd_tinh"), "-o", folder) == Exit.REFUSED
    assert contents(folder) == before


def test_a_file_where_the_folder_should_be(small: Small, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "ra").write_bytes(b"x")
    assert build(small(), "-o", tmp_path / "ra", "--docx") == Exit.MACHINE
    assert (tmp_path / "ra").read_bytes() == b"x"
    screen = capsys.readouterr().err
    assert "Lỗi máy: không ghi được" in screen
    assert str(tmp_path / "ra") in screen
    assert "Traceback" not in screen


def test_a_folder_where_a_file_should_be(small: Small, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "ra"
    (folder / "nho.pdf").mkdir(parents=True)
    (folder / "nho.docx").write_bytes(b"old")
    assert build(small(), "-o", folder) == Exit.MACHINE
    (folder / "nho.pdf").rmdir()
    assert contents(folder) == {"nho.docx": b"old"}
    assert "nho.pdf: đã có thư mục trùng tên" in capsys.readouterr().err


def test_a_disk_that_is_full_leaves_the_files_of_the_last_build(
    small: Small, tmp_path: Path
) -> None:
    """No file may grow beyond 4 KiB: writing stops midway, as on a full disk."""
    folder = tmp_path / "ra"
    folder.mkdir()
    (folder / "nho.docx").write_bytes(b"old")
    command = 'ulimit -f 8; exec "$@"'
    kehoach = [sys.executable, "-m", "kehoach", "build", str(small()), "-o", str(folder)]
    done = subprocess.run(
        ["sh", "-c", command, "sh", *kehoach], capture_output=True, check=False, cwd=PROJECT
    )
    assert done.returncode == Exit.MACHINE
    assert f"không ghi được {folder}: tệp vượt quá cỡ cho phép" in done.stderr.decode()
    assert contents(folder) == {"nho.docx": b"old"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(small: Small, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "ra"
    folder.mkdir(mode=0o500)
    assert build(small(), "-o", folder, "--docx") == Exit.MACHINE
    assert "kiểm tra quyền ghi" in capsys.readouterr().err


# What it says of a wrong command line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "thiếu"),
        (["lam"], "không có lệnh “lam”"),
        (["build", "--word"], "không hiểu: --word"),
        (["build", "-o"], "-o cần một giá trị"),
        (["build", "--final=1"], "--final không đi kèm giá trị '1'"),
        (["build", "a/nho.yaml", "b/nho.yaml"], "trùng tên sẽ ghi đè nhau: nho"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], words: str, capsys: Capture) -> None:
    assert main(arguments) == Exit.USAGE
    screen = capsys.readouterr()
    assert words in screen.err
    assert "--help" in screen.err
    assert screen.out == ""
    english = ("usage", "error", "argument", "required", "invalid")
    assert not any(word in screen.out + screen.err for word in english)


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["build", "-h"]])
def test_help_is_vietnamese_with_an_example(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == Exit.OK
    screen = capsys.readouterr()
    assert "ví dụ: kehoach build content/plan_2024.yaml" in screen.out
    assert "cách dùng: kehoach" in screen.out
    assert not any(word in screen.out for word in ("usage", "options:", "show this help"))


def test_the_settings_of_an_office_given_as_a_plan_are_told_in_one_message(
    small: Small, tmp_path: Path, capsys: Capture
) -> None:
    plan = small()
    office = plan.with_name("kehoach.yaml")
    office.write_text("soat: {bo_qua: [CT010]}\n", "utf-8")
    assert build(plan, office, "--docx", "-o", tmp_path / "out") == Exit.REFUSED
    said = capsys.readouterr().err
    assert said.count("khai báo của cơ quan, không phải kế hoạch") == 1
    assert "DL2" not in said


def test_the_register_given_as_a_plan_is_told_in_one_message(
    small: Small, tmp_path: Path, capsys: Capture
) -> None:
    """`kehoach build *.yaml` takes it along."""
    plan = small()
    files = [str(plan), str(plan.with_name("don_vi.yaml"))]
    assert main(["build", *files, "--docx", "-o", str(tmp_path / "out")]) == Exit.REFUSED
    assert capsys.readouterr().err.count("sổ đơn vị, không phải kế hoạch") == 1
    assert [made.name for made in (tmp_path / "out").iterdir()] == [f"{plan.stem}.docx"]
