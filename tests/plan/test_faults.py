"""Faulty plans are refused with every mistake at its place, and nothing on the disk changes.

`faults/` holds whole plans named after the one mistake in each (`many_mistakes_at_once` has
sixteen); `faults/expected.yaml` says what the clerk must be told.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import pytest
import yaml

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.waiting import PATIENCE

FAULTS = Path(__file__).parents[1] / "faults"
ROOT = FAULTS.parent.parent
GOOD = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")
CLAUSE = "Rà soát hộ nghèo trong quý I"
MESSAGE = re.compile(
    r"(?P<file>.+?\.yaml)(?::(?P<line>\d+):(?P<column>\d+))?: (?P<code>[A-Z]{2}\d{3}) "
)


@dataclass(frozen=True)
class Said:
    """A message on the screen, with the line of advice below it."""

    file: str
    place: str
    code: str
    text: str

    @classmethod
    def all_in(cls, screen: str) -> list[Said]:
        return list(cls._read(screen))

    @classmethod
    def _read(cls, screen: str) -> Iterator[Said]:
        for block in re.split(r"\n(?! {4}→)", screen.strip()):
            if match := MESSAGE.match(block):
                place = f"{match['line'] or 0}:{match['column'] or 0}"
                yield cls(match["file"], place, match["code"], block[match.end() :])


def expectations() -> dict[str, list[str]]:
    table: dict[str, list[str]] = yaml.load(
        (FAULTS / "expected.yaml").read_text("utf-8"), yaml.BaseLoader
    )
    return table


def refuse(plan: Path, capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> str:
    """Build a plan that must be refused; what stood in the output folder must stand there still.

    Returns the screen of the errors.
    """
    folder.mkdir()
    before = {folder / f"{plan.stem}{kind}": kind.encode() for kind in (".docx", ".pdf", ".txt")}
    for path, content in before.items():
        path.write_bytes(content)
    code = main(["build", str(plan), "-o", str(folder), *options])
    screen = capsys.readouterr()
    assert code == Exit.REFUSED, screen.err
    assert screen.out == ""
    assert "Traceback" not in screen.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    return screen.err


def only_message(screen: str) -> Said:
    (said,) = Said.all_in(screen)
    return said


# Plans that can be read as text


def test_every_faulty_plan_says_what_is_expected_of_it() -> None:
    plans = {path.stem for path in FAULTS.glob("*.yaml")} - {"don_vi", "expected"}
    assert plans == set(expectations())
    assert len(plans) > 100


@pytest.mark.parametrize("name", expectations())
def test_a_faulty_plan_is_told_where_and_what(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = expectations()[name]
    options = [line for line in lines if line.startswith("--")]
    wanted = [line.split(" | ") for line in lines if not line.startswith("--")]
    plan = FAULTS / f"{name}.yaml"
    screen = refuse(plan, capsys, tmp_path / "output", *options)
    said = Said.all_in(screen)
    assert [f"{each.place} {each.code}" for each in said] == [where for where, *_ in wanted], screen
    for each, (_, *words) in zip(said, wanted, strict=True):
        assert Path(ROOT / each.file) == plan
        for word in words:
            assert word in each.text, each.text
        message, _, advice = each.text.partition("\n")
        assert len(message) <= 200, "too long to be read"
        assert len(advice) <= 250, "too long to be read"


def test_many_mistakes_are_told_in_one_go_sorted_by_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    screen = refuse(FAULTS / "many_mistakes_at_once.yaml", capsys, tmp_path / "output")
    said = Said.all_in(screen)
    places = [tuple(map(int, each.place.split(":"))) for each in said]
    assert places == sorted(places)
    assert len({each.code for each in said}) >= 8


def test_the_plan_that_the_faulty_ones_are_made_of_is_good(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert (
        main(["build", str(FAULTS / "final_of_a_draft.yaml"), "-o", str(tmp_path), "--pdf"])
        == Exit.OK
    )
    assert capsys.readouterr().err == ""


# Files that are no text, or no file


def write(folder: Path, content: bytes) -> Path:
    (folder / "don_vi.yaml").write_bytes((FAULTS / "don_vi.yaml").read_bytes())
    plan = folder / "ke_hoach.yaml"
    plan.write_bytes(content)
    return plan


TCVN3 = b"R\xb5 so\xb8t h\xe9 ngh\xcco trong qu\xfd I"
VNI = b"Ra\xf8 soa\xf9t ho\xe4 nghe\xf8o trong quy\xf9 I"


def with_clause(clause: str) -> str:
    assert CLAUSE in GOOD
    return GOOD.replace(CLAUSE, clause)


@pytest.mark.parametrize(
    ("content", "place", "code", "words"),
    [
        pytest.param(b"", "0:0", "TP004", ["không có nội dung"], id="empty"),
        pytest.param(b" \r\n\t", "0:0", "TP004", ["không có nội dung"], id="blank"),
        pytest.param(b"\xef\xbb\xbf", "0:0", "TP004", ["không có nội dung"], id="only-a-BOM"),
        pytest.param(GOOD.encode("utf-16"), "0:0", "TP005", ["UTF-16", "UTF-8"], id="UTF-16"),
        pytest.param(GOOD.encode("utf-16-le"), "0:0", "TP005", ["UTF-16"], id="UTF-16-no-BOM"),
        pytest.param(b"nam: 2025\nten: caf\xe9\n", "2:1", "TP005", ["UTF-8"], id="Latin-1"),
        pytest.param(b"ten: x\n# " + TCVN3, "2:1", "TP006", ["TCVN3 (ABC)", "Unikey"], id="TCVN3"),
        pytest.param(b"ten: x\n# " + VNI, "2:1", "TP006", ["VNI", "Unikey"], id="VNI"),
        pytest.param(
            with_clause(TCVN3.decode("latin-1")).encode(),
            "12:9",
            "TP006",
            ["TCVN3 (ABC)", "“Rµ”", "Unikey"],
            id="pasted-from-TCVN3",
        ),
        pytest.param(
            with_clause(VNI.decode("latin-1")).encode(),
            "12:9",
            "TP006",
            ["VNI", "“Raø”", "Unikey"],
            id="pasted-from-VNI",
        ),
        pytest.param(
            with_clause("Rà\x08 soát").encode(),
            "12:11",
            "YM119",
            ["ký tự điều khiển"],
            id="control",
        ),
        pytest.param(
            with_clause("Rà\x00 soát").encode(), "12:11", "YM119", ["ký tự điều khiển"], id="NUL"
        ),
        pytest.param(
            with_clause("Rà\u2028soát").encode(), "12:11", "TP007", ["U+2028"], id="odd-line-end"
        ),
        pytest.param(
            GOOD.replace("  dia_danh", "\xa0\xa0dia_danh").encode(),
            "6:1",
            "YM110",
            ["dấu cách lạ", "phím cách"],
            id="indented-with-hard-spaces",
        ),
    ],
)
def test_a_file_that_is_no_good_text(
    content: bytes,
    place: str,
    code: str,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    said = only_message(refuse(write(tmp_path, content), capsys, tmp_path / "output"))
    assert (said.place, said.code) == (place, code)
    for word in words:
        assert word in said.text


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "{a: ["])
def test_a_heap_of_brackets(
    bracket: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    content = f"a: {bracket * 20_000}" if bracket != "- " else bracket * 50_000
    said = only_message(refuse(write(tmp_path, content.encode()), capsys, tmp_path / "output"))
    assert said.code == "YM125"


def test_a_file_that_is_far_too_large(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    content = GOOD.encode() + b"# nothing\n" * 1_700_000
    said = only_message(refuse(write(tmp_path, content), capsys, tmp_path / "output"))
    assert said.code == "TP010"
    assert "không quá 16 MB" in said.text


def test_a_missing_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = only_message(refuse(tmp_path / "khong_co.yaml", capsys, tmp_path / "output"))
    assert said.code == "TP001"
    assert "không tìm thấy tệp" in said.text


def test_a_folder_instead_of_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "thu_muc.yaml").mkdir()
    said = only_message(refuse(tmp_path / "thu_muc.yaml", capsys, tmp_path / "output"))
    assert said.code == "TP002"
    assert "đây là thư mục" in said.text


@pytest.mark.parametrize(
    "clause",
    [
        "Thăm gia đình ông Müller, bà Nguyễn Thị Noël",
        "Trồng 5.000 m² cà phê, 20°C ± 2°C, “chuẩn” §3",
        "Làng Plei Ƀrêl, xã Ia Kŏ, huyện Chư Păh; buôn Čư̆ M'gar",
        "THỦY, HỦY BỎ, QUÝ, KHOẢN, KHUÝU, NGOẰN NGOÈO, quều quào, xoã, loà xoà, khuỵu",
    ],
)
def test_names_and_signs_are_not_taken_for_legacy_letters(
    clause: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    content = with_clause(clause).encode()
    main(["build", str(write(tmp_path, content)), "-o", str(tmp_path / "output"), "--docx"])
    assert "TP006" not in capsys.readouterr().err


def test_text_that_is_not_nfc_is_normalised_with_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan = write(tmp_path, normalize("NFD", GOOD).encode())
    assert main(["build", str(plan), "-o", str(tmp_path), "--docx"]) == Exit.FINDINGS
    said = only_message(capsys.readouterr().err)
    assert (said.place, said.code) == ("4:13", "CT001")
    assert "Unicode tổ hợp" in said.text


@pytest.mark.parametrize(
    ("comment", "codes"),
    [(" # hỏi lại", ["YM124"]), ("  # hỏi lại", []), (" #", []), ("\n      # hỏi lại", [])],
)
def test_a_comment_close_behind_a_sentence_is_pointed_out(
    comment: str, codes: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    clause = f"{CLAUSE} năm {{{{ nam }}}}."
    plan = write(tmp_path, GOOD.replace(clause, clause + comment).encode())
    assert main(["build", str(plan), "-o", str(tmp_path), "--docx"]) == len(codes)
    assert [said.code for said in Said.all_in(capsys.readouterr().err)] == codes


# The register


def test_mistakes_of_the_register_are_told_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan = write(tmp_path, GOOD.encode())
    text = (tmp_path / "don_vi.yaml").read_text("utf-8").replace("loai: dia_ban", "lai: dia_ban", 1)
    (tmp_path / "don_vi.yaml").write_text(text, "utf-8")
    said = only_message(refuse(plan, capsys, tmp_path / "output"))
    assert Path(said.file).name == "don_vi.yaml"
    assert (said.code, said.text.split("?")[0][-6:]) == ("DL201", "“loai”")


def test_without_a_register_beside_the_plan_the_project_has_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan = write(tmp_path, GOOD.replace("ubnd_huyen", "so_yt").encode())
    (tmp_path / "don_vi.yaml").unlink()
    assert main(["build", str(plan), "-o", str(tmp_path), "--docx"]) == Exit.FINDINGS
    assert "TP008 không có don_vi.yaml" in capsys.readouterr().err


# The same from outside


@pytest.mark.parametrize(
    "name", ["unquoted_expression", "many_mistakes_at_once", "repeated_string"]
)
def test_the_command_refuses_with_exit_code_two(name: str, tmp_path: Path) -> None:
    plan = FAULTS / f"{name}.yaml"
    command = [sys.executable, "-m", "kehoach", "build", str(plan), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False, timeout=PATIENCE)
    assert done.returncode == Exit.REFUSED
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    said = Said.all_in(done.stderr.decode("utf-8"))
    assert {each.file for each in said} == {str(plan.relative_to(ROOT))}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    not (ROOT / ".venv" / "bin" / "kehoach").exists(), reason="the project's .venv is not set up"
)
@pytest.mark.parametrize("name", ["duplicate_key", "letter_not_in_the_font"])
def test_build_py_refuses_with_exit_code_two(name: str, tmp_path: Path) -> None:
    plan = FAULTS / f"{name}.yaml"
    command = ["python3", "build.py", str(plan), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False, timeout=PATIENCE)
    assert done.returncode == Exit.REFUSED
    assert b"Traceback" not in done.stderr
    assert Said.all_in(done.stderr.decode("utf-8"))
    assert list(tmp_path.iterdir()) == []
