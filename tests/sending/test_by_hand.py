"""What only a person attests: a document signed with ink, a line that was entered wrongly."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.sending.conftest import MailServer, Office
from tests.sending.test_send import boxes, history, kept_for, send

MakeOffice = Callable[..., Office]
StartServer = Callable[..., MailServer]
Capture = pytest.CaptureFixture[str]
SCAN = b"\xff\xd8\xff\xe0 a scan of a page with ink on it"
HOA, LAN = "Lê Thị Hoa", "Trần Thị Lan"
PAPER = {"kenh": "giay", "dia_chi": "Số 1, xã Ia Băng", "so_ban": 2}


@pytest.fixture
def ink(office: MakeOffice) -> Office:
    """An office without a certificate, whose leader signed with a pen."""
    made = office(boxes("mot"), huyen_uy=PAPER, so_tc={"kenh": "truc", "ma_dinh_danh": "H21.12"})
    for certificate in (made.folder / "chung_thu").iterdir():
        certificate.unlink()
    (made.folder / "quet.jpg").write_bytes(SCAN)
    return made


def deliver(made: Office, *words: str) -> int:
    return main(["deliver", str(made.plan), *words])


def test_a_document_signed_with_ink(ink: Office, capsys: Capture) -> None:
    scan = str(ink.folder / "quet.jpg")
    received = ["huyen_uy", "--nguoi-nhan", HOA, "--luc", "16/01/2025 08:30", "--file"]
    # Without a certificate there is no other way, and the refusal tells this one.
    assert deliver(ink, *received, str(ink.signed)) == Exit.REFUSED
    told = capsys.readouterr().err
    assert "CK010" in told
    assert "--ban-giay" in told
    assert deliver(ink, *received, scan, "--ban-giay", LAN) == Exit.OK
    # Everybody on Nơi nhận is to get it on paper, and the document is known from now on.
    assert deliver(ink, "noi_0", "so_tc", "--nguoi-nhan", HOA) == Exit.OK
    capsys.readouterr()
    assert main(["delivered", str(ink.plan), "--file", scan]) == Exit.OK
    told = capsys.readouterr().out
    assert hashlib.sha256(SCAN).hexdigest() in told
    assert re.search(rf"\d\d:\d\d {LAN}: bản giấy ký tay", told)
    assert re.search(r"Cơ quan huyen_uy +bản giấy .*16/01/2025 08:30:00", told)
    assert len(re.findall("bản giấy +.*đã giao", told)) == 3
    assert main(["so-van-ban-di", str(ink.plan), "--nam", "2025"]) == Exit.OK
    assert "bản giấy ký tay" in capsys.readouterr().out
    assert main(["delivered", str(ink.plan), "--kiem-tra"]) == Exit.OK


def test_a_scan_never_goes_out_by_mail(ink: Office, start_server: StartServer) -> None:
    server = start_server()
    ink.settings(server, chung_thu_may_chu=None)
    scan = ink.folder / "quet.jpg"
    assert deliver(ink, "huyen_uy", "--nguoi-nhan=A", f"--file={scan}", "--ban-giay", LAN) == 0
    assert send(ink, file=scan) == Exit.REFUSED
    assert server.kept() == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--ban-giay", LAN], Exit.USAGE, "--file"),
        (["--ban-giay", " ", "--file", "quet.jpg"], Exit.USAGE, "ghi họ tên"),
        (["--ban-giay", LAN, "--file", "ke_hoach.yaml"], Exit.REFUSED, "GV024"),
        (["--ban-giay", LAN, "--file", "khong_co.pdf"], Exit.REFUSED, "TP001"),
        (["--ban-giay", LAN, "--file", "/dev/zero"], Exit.REFUSED, "TP001"),
    ],
)
def test_what_is_no_scan(
    words: list[str], code: Exit, said: str, ink: Office, capsys: Capture
) -> None:
    assert deliver(ink, "huyen_uy", "--nguoi-nhan", HOA, *words) == code
    assert said in capsys.readouterr().err
    assert not list(ink.folder.glob("so_gui.sqlite3")) or rows(ink) == []


def rows(made: Office) -> list[tuple[str, str, str]]:
    with sqlite3.connect(made.ledger) as database:
        query = "SELECT recipient, state, answer FROM delivery"
        return database.execute(query).fetchall()


def test_a_plan_that_is_not_issued(office: MakeOffice, capsys: Capture) -> None:
    made = office([], huyen_uy=PAPER, trang_thai="du_thao")
    Path("quet.jpg").write_bytes(SCAN)
    words = ["huyen_uy", "--nguoi-nhan", HOA, "--file", "quet.jpg", "--ban-giay", LAN]
    assert deliver(made, *words) == Exit.REFUSED
    assert "GV002" in capsys.readouterr().err


def test_another_scan_under_the_same_number(ink: Office, capsys: Capture) -> None:
    words = ["huyen_uy", "--nguoi-nhan", HOA, "--ban-giay", LAN, "--file"]
    assert deliver(ink, *words, "quet.jpg") == Exit.OK
    (ink.folder / "khac.jpg").write_bytes(SCAN + b"2")
    assert deliver(ink, "so_tc", *words[1:], "khac.jpg") == Exit.REFUSED
    assert "GV013" in capsys.readouterr().err


def test_a_wrong_name_is_corrected_with_a_trace(ink: Office, capsys: Capture) -> None:
    scan = ["--file", "quet.jpg", "--ban-giay", LAN]
    received = ["--luc", "16/01/2025 08:30", "--nguoi-nhan"]
    assert deliver(ink, "huyen_uy", *scan, *received, "Lê Thị Hóa") == Exit.OK
    assert deliver(ink, "huyen_uy", "--nguoi-nhan", HOA) == Exit.REFUSED
    assert "--sua" in capsys.readouterr().err
    assert deliver(ink, "huyen_uy", "--nguoi-nhan", HOA, "--sua", LAN) == Exit.OK
    assert deliver(ink, "huyen_uy", "--nguoi-nhan", f"{HOA} (văn thư)", "--sua", LAN) == Exit.OK
    capsys.readouterr()
    main(["delivered", str(ink.plan), "--lich-su"])
    now, _, before = capsys.readouterr().out.partition("LỊCH SỬ")
    assert re.search(rf"16/01/2025 08:30:00 .*người nhận: {HOA} \(văn thư\); sửa bởi {LAN}", now)
    assert re.search(rf"{LAN}: sửa dòng đã ghi của huyen_uy", now)
    names = re.findall(r"(?<!ghi: )người nhận: ([^;\n]*?)(?:;|$)", before, re.MULTILINE)
    assert names == ["Lê Thị Hóa", HOA, f"{HOA} (văn thư)"]
    assert before.count("trước ghi: người nhận: ") == 2
    assert main(["delivered", str(ink.plan), "--kiem-tra"]) == Exit.OK


def test_what_was_not_delivered_after_all_is_sent(
    office: MakeOffice, start_server: StartServer, capsys: Capture
) -> None:
    server = start_server()
    made = office(boxes("mot", "hai"))
    made.settings(server)
    words = ["noi_0", "--nguoi-nhan", HOA, "--file", str(made.signed)]
    assert deliver(made, *words) == Exit.OK
    assert deliver(made, "noi_0", "--gui-lai") == Exit.REFUSED
    assert "GV014" in capsys.readouterr().err
    assert send(made) == Exit.OK
    assert [box for box, _ in kept_for(server, made)] == made.boxes[1:]
    assert deliver(made, "noi_0", "--gui-lai", "--sua", LAN, "--ghi-chu", "nhầm nơi") == Exit.OK
    assert history(made)[-1] == (made.boxes[0], "waiting")
    assert send(made) == Exit.OK
    assert sorted(box for box, _ in kept_for(server, made)) == sorted(made.boxes)


def test_only_what_a_person_entered_is_corrected(
    office: MakeOffice, start_server: StartServer, capsys: Capture
) -> None:
    made = office(boxes("mot"))
    made.settings(start_server())
    assert send(made) == Exit.OK
    before = history(made)
    for what in (["--nguoi-nhan", HOA], ["--gui-lai"]):
        assert deliver(made, "noi_0", *what, "--sua", LAN) == Exit.REFUSED
        assert "GV014" in capsys.readouterr().err
    assert history(made) == before
