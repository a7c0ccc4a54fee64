"""Files that are no signed plan of an office: refused, whatever they hold, and in bounds."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.finished.opening import LARGEST
from tests.sending.conftest import Identities, Office, sign
from tests.thorough import every

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
DEVICES = ["/dev/zero", "/dev/urandom", "/proc/self/mem", "pipe", "folder", "large", "missing"]


@pytest.fixture
def one(office: MakeOffice) -> Office:
    made = office(["a@x.example.vn"])
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    return made


def refusals(office: Office, file: Path, capsys: Capture, *options: str) -> list[str]:
    code = main(["send", str(office.plan), "--file", str(file), "--dry-run", *options])
    said = capsys.readouterr().err
    assert code == Exit.REFUSED, said
    return re.findall(r": ([A-Z]{2}\d{3}) ", said)


def spoiled(pdf: bytes, count: int) -> Iterator[bytes]:
    """The file as bad disks, bad mail and bad programs leave it."""
    dice = random.Random(14)
    for number in range(count):
        at, size = dice.randrange(20, len(pdf) - 20), dice.choice((1, 7, 60, 900))
        junk = dice.randbytes(size)
        yield (
            pdf[:at] + pdf[at + size :],  # bytes lost
            pdf[:at] + junk + pdf[at + size :],  # bytes changed
            pdf[:at] + junk + pdf[at:],  # bytes more
            pdf[:at] + pdf[at : at + size] * 2 + pdf[at + size :],
            pdf[:at],
        )[number % 5]


def without_a_page(pdf: bytes) -> bytes:
    """A file that opens, and has no page where its tree says."""
    with pikepdf.open(BytesIO(pdf)) as document:
        empty = pikepdf.Dictionary(Type=pikepdf.Name.Pages)
        document.Root.Pages.Kids.append(document.make_indirect(empty))
        document.Root.Pages.Count += 1
        result = BytesIO()
        document.save(result)
    return result.getvalue()


def odd_signatures(pdf: bytes) -> Iterator[bytes]:
    """Fields that say they are signatures, and are none."""
    for value in (
        "null",
        "7",
        "(x)",
        "<< /Type /Sig >>",
        "<< /Type /Sig /Contents 5 /ByteRange [0 1 2 3] >>",
        "<< /Type /Sig /Contents <00> /ByteRange (x) >>",
        "<< /Type /Sig /Contents <3003020101> /ByteRange [0 -1 9 1099511627776] >>",
    ):
        with pikepdf.open(BytesIO(pdf)) as document:
            content = pikepdf.Object.parse(value.encode())
            field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="K", V=content)
            document.Root.AcroForm = pikepdf.Dictionary(
                Fields=[document.make_indirect(field)], SigFlags=3
            )
            result = BytesIO()
            document.save(result)
        yield result.getvalue()


@pytest.mark.parametrize("count", every(2, [10, 40]))
def test_spoiled_files(
    count: int, one: Office, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    signed, plain = one.signed.read_bytes(), built(one.plan)
    files = [*spoiled(signed, count), without_a_page(plain), without_a_page(signed)]
    for data in [*files, *odd_signatures(plain)]:
        one.signed.write_bytes(data)
        codes = refusals(one, one.signed, capsys)
        assert {code[:2] for code in codes} <= {"CK", "GV", "MT"}
        assert any(code.startswith("CK") for code in codes)


def test_a_page_that_is_none_in_a_file_that_is_signed(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    one.signed.write_bytes(sign(without_a_page(built(one.plan)), identities.leader))
    assert refusals(one, one.signed, capsys) == ["CK001"]


@pytest.fixture(params=DEVICES)
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What is read without end, or not at all, if it is opened like a file."""
    path = tmp_path / "la.pdf"
    match request.param:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "large":
            path.touch()
            os.truncate(path, LARGEST + 1)
        case "missing":
            pass
        case device:
            return Path(device)
    return path


def test_what_is_no_file(one: Office, no_file: Path, capsys: Capture) -> None:
    assert refusals(one, no_file, capsys)[0].startswith("TP")
    plan, file = str(one.plan), ["--file", str(no_file)]
    (one.folder / "so_gui.sqlite3").touch()
    for command in (["deliver", plan, "noi_0", "--nguoi-nhan=A"], ["delivered", plan]):
        assert main([*command, *file]) == Exit.REFUSED
        assert re.search(r": TP\d{3} ", capsys.readouterr().err)


def test_certificates_that_are_no_files(one: Office, no_file: Path, capsys: Capture) -> None:
    trusted = one.folder / "chung_thu"
    (trusted / "la.pem").symlink_to(no_file)
    assert refusals(one, one.signed, capsys) == ["CK010"]
    (trusted / "la.pem").unlink()
    settings = {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"}
    one.write("gui_van_ban.yaml", {**settings, "chung_thu_may_chu": str(no_file)})
    assert main(["send", str(one.plan), "--file", str(one.signed), "--yes"]) == Exit.MACHINE
    assert "không đọc được chung_thu_may_chu" in capsys.readouterr().err
