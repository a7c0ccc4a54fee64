"""Sending: what the server gets, what the ledger says, what a clerk is told."""

from __future__ import annotations

import email
import email.policy
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import openpyxl
import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.sending.ledger import Ledger
from kehoach.sending.records import Delivery, Party, Recorded
from kehoach.sending.sender import Sender
from tests.sending.conftest import PASSWORD, PLAN, Identities, MailServer, Office, sign
from tests.waiting import PATIENCE, wait_until

MakeOffice = Callable[..., Office]
StartServer = Callable[..., MailServer]
Capture = pytest.CaptureFixture[str]
DOMAIN = "x.example.vn"


@pytest.fixture(scope="module")
def server(start_server: StartServer) -> MailServer:
    return start_server()


def boxes(*names: str) -> list[str]:
    return [f"{name}@{DOMAIN}" for name in names]


def send(office: Office, *options: str, file: Path | None = None) -> int:
    arguments = ["send", str(office.plan), "--file", str(file or office.signed)]
    return main([*arguments, "--yes", *options])


def kept_for(server: MailServer, office: Office) -> list[tuple[str, EmailMessage]]:
    """The messages of this office that the server took: others use it too."""
    found = []
    for address, content in server.kept():
        if address in office.boxes:
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            found.append((address, message))
    return found


def attached(message: EmailMessage) -> bytes:
    (part,) = message.iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


def rows(office: Office) -> dict[str, tuple[str, str]]:
    """State and answer by mailbox."""
    with sqlite3.connect(office.ledger) as database:
        return {
            address: (state, answer)
            for address, state, answer in database.execute(
                "SELECT address, state, answer FROM delivery"
            )
        }


def test_everybody_gets_the_very_file_once(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    made = office(boxes("mot", "hai", "slow-ba"))
    made.settings(server)
    assert send(made) == Exit.OK
    assert send(made) == Exit.OK
    kept = kept_for(server, made)
    assert sorted(address for address, _ in kept) == sorted(made.boxes)
    for address, message in kept:
        assert attached(message) == made.signed.read_bytes()
        assert message["To"].addresses[0].addr_spec == address
        assert message["To"].addresses[0].display_name.startswith("Cơ quan noi_")
        assert message["From"].addresses[0].addr_spec == "vanthu@gialai.example.vn"
        assert message["From"].addresses[0].display_name == "Ủy ban nhân dân xã Ia Băng"
        subject = "Kế hoạch số 07/KH-UBND ngày 15/01/2025: Giảm nghèo năm 2025"
        assert message["Subject"] == subject
        (part,) = message.iter_attachments()
        assert part.get_filename() == "Kế hoạch 07-KH-UBND.pdf"
        body = message.get_body(("plain",))
        assert body is not None
        assert hashlib.sha256(made.signed.read_bytes()).hexdigest() in body.get_content()
    for _, content in server.kept():
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert content.isascii()
        assert max(map(len, content.split(b"\r\n"))) <= 998
    assert "3 đã gửi" in capsys.readouterr().out


def test_what_each_server_answer_leads_to(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    made = office(boxes("tot1", "refused1", "later1", "full1", "cut1"))
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    states = rows(made)
    assert states[f"tot1@{DOMAIN}"][0] == "sent"
    assert states[f"later1@{DOMAIN}"][0] == "sent"
    assert states[f"refused1@{DOMAIN}"] == ("failed", "550 5.1.1 No such mailbox")
    assert states[f"full1@{DOMAIN}"] == ("failed", "552 5.2.2 Mailbox full")
    assert states[f"cut1@{DOMAIN}"][0] == "unknown"
    said = capsys.readouterr()
    assert f"<refused1@{DOMAIN}>: không gửi được: 550" in said.err
    assert f"<cut1@{DOMAIN}>: không rõ" in said.err
    assert "hộp thư đầy" in said.err
    assert "Nơi không rõ: hỏi nơi nhận" in said.err
    # Neither the lost nor the doubtful are sent to again unless a person says so.
    before = len(kept_for(server, made))
    assert send(made) == Exit.FINDINGS
    assert len(kept_for(server, made)) == before


def test_the_message_id_is_the_same_when_a_person_sends_again(
    office: MakeOffice, server: MailServer
) -> None:
    made = office(boxes("cut2", "tot2"))
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    assert main(["deliver", str(made.plan), "noi_0", "--gui-lai"]) == Exit.OK
    assert send(made) == Exit.OK
    ids = [
        message["Message-ID"] for address, message in kept_for(server, made) if "cut2" in address
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    every = {message["Message-ID"] for _, message in kept_for(server, made)}
    assert len(every) == 2


def test_a_corrected_address_is_sent_to(office: MakeOffice, server: MailServer) -> None:
    made = office(boxes("refused3", "tot3"))
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    made.recipients(boxes("dung3", "tot3"))
    assert send(made) == Exit.OK
    assert set(rows(made)) == set(made.boxes)
    assert [address for address, _ in kept_for(server, made)].count(f"tot3@{DOMAIN}") == 1


def test_dry_run_writes_and_sends_nothing(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    made = office(boxes("thu4"))
    made.settings(server)
    before = sorted(made.folder.iterdir())
    assert send(made, "--dry-run") == Exit.OK
    assert sorted(made.folder.iterdir()) == before
    assert kept_for(server, made) == []
    said = capsys.readouterr().out
    assert f"noi_0: Cơ quan noi_0; thư điện tử thu4@{DOMAIN}: sẽ gửi" in said
    assert "chữ ký hợp lệ: Nguyễn Văn An" in said


def test_dry_run_tells_all_that_is_missing_at_once(
    office: MakeOffice, server: MailServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an office that sends for the first time has not done yet, and a lost ledger."""
    made = office(boxes("thieu30"))
    made.settings(server, may_chu=None, gui_tu=None, chung_thu_may_chu="khong_co.pem")
    monkeypatch.delenv("KEHOACH_MAT_KHAU")
    (made.folder / "chung_thu" / "ca.pem").unlink()
    (made.folder / "noi_nhan.yaml").unlink()
    (made.folder / "so_gui.sqlite3.chuoi").touch()
    text = made.plan.read_text("utf-8").replace("hộ cận nghèo", "hộ mới thoát nghèo")
    made.plan.write_text(text, "utf-8")
    assert send(made, "--dry-run") == Exit.REFUSED
    said = capsys.readouterr().err
    codes = re.findall(r"^\S+ ((?:CK|GV|PH)\d{3}) ", said, re.MULTILINE)
    assert sorted(codes) == ["CK010", "GV001", "GV009", "GV021", "PH101"]
    assert "Lỗi máy: chưa có mật khẩu của tài khoản thư vanthu" in said
    assert "Lỗi máy: không đọc được chung_thu_may_chu: khong_co.pem" in said


def test_dry_run_without_a_password(
    office: MakeOffice, server: MailServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office(boxes("thieu31"))
    made.settings(server)
    monkeypatch.delenv("KEHOACH_MAT_KHAU")
    assert send(made, "--dry-run") == Exit.MACHINE
    assert "chưa có mật khẩu" in capsys.readouterr().err


def test_it_asks_first(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    made = office(boxes("hoi5"))
    made.settings(server)
    code = main(["send", str(made.plan), "--file", str(made.signed)])
    assert code == Exit.USAGE
    assert "--yes" in capsys.readouterr().err
    assert kept_for(server, made) == []


def test_stopped_from_the_keyboard(
    office: MakeOffice, server: MailServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office(boxes("dung31", "dung32"))
    made.settings(server)
    whole = Sender.run

    def stopped(self: Sender, deliveries: Any, waits: Any, _told: Any) -> None:
        def stop() -> None:
            raise KeyboardInterrupt

        whole(self, deliveries, waits, stop)

    with monkeypatch.context() as patched:
        patched.setattr(Sender, "run", stopped)
        assert send(made) == Exit.MACHINE
    said = capsys.readouterr().err
    assert "Chạy lại lệnh này để gửi tiếp" in said
    assert len(kept_for(server, made)) == 1
    assert send(made) == Exit.OK
    assert len(kept_for(server, made)) == 2


def test_only_some(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    made = office(boxes("a6", "b6"))
    made.settings(server)
    assert send(made, "--only", "noi_1") == Exit.OK
    assert {box: state for box, (state, _) in rows(made).items()} == {
        f"a6@{DOMAIN}": "waiting",
        f"b6@{DOMAIN}": "sent",
    }
    assert [address for address, _ in kept_for(server, made)] == [f"b6@{DOMAIN}"]
    assert send(made, "--only", "noi_7") == Exit.REFUSED
    assert "GV011" in capsys.readouterr().err
    assert send(made) == Exit.OK
    assert len(kept_for(server, made)) == 2


def test_a_draft_goes_to_reviewers(
    office: MakeOffice, server: MailServer, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    made = office(boxes("nhan7", "gopy7"), trang_thai="du_thao")
    made.settings(server)
    draft = made.folder / "du_thao.pdf"
    draft.write_bytes(built(made.plan))
    changed = made.plan.read_text("utf-8").replace("Báo cáo kết quả", "Báo cáo tình hình")
    made.plan.write_text(changed, "utf-8")
    made.signed.write_bytes(draft.read_bytes())
    draft.write_bytes(built(made.plan))
    assert send(made, "--draft", file=draft) == Exit.USAGE
    assert send(made, "--draft", "--only", "noi_1", file=draft) == Exit.OK
    assert send(made, "--draft", "--only", "noi_1") == Exit.REFUSED  # the file is not of this plan
    assert "kehoach build" in capsys.readouterr().err
    ((address, message),) = kept_for(server, made)
    assert address == f"gopy7@{DOMAIN}"
    assert message["Subject"].startswith("DỰ THẢO Kế hoạch")
    assert attached(message) == draft.read_bytes()


def test_a_message_too_long_for_the_server(
    office: MakeOffice, start_server: StartServer, capsys: Capture
) -> None:
    made = office(boxes("dai8"))
    made.settings(start_server(limit=20_000))
    assert send(made) == Exit.REFUSED
    said = capsys.readouterr().err
    assert "GV010" in said
    assert "đến 20 KB" in said
    assert rows(made)[f"dai8@{DOMAIN}"][0] == "waiting"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"chung_thu_may_chu": None}, "không tin được"),
        ({"bao_mat": "tls"}, "không nói TLS"),
        ({"may_chu": "khong-co.example.invalid"}, "không tìm thấy máy chủ"),
        ({"cong": 1}, "máy chủ không nhận kết nối"),
    ],
)
def test_a_server_that_cannot_be_used(
    settings: dict[str, object],
    said: str,
    office: MakeOffice,
    server: MailServer,
    capsys: Capture,
) -> None:
    made = office(boxes("khong9"))
    made.settings(server, **settings)
    assert send(made) == Exit.MACHINE
    assert said in capsys.readouterr().err
    assert rows(made)[f"khong9@{DOMAIN}"][0] == "waiting"


PUT_OFF = ("later", "busy")
"""Mailboxes whose message the server puts off once: before it has it, and after."""


def states_of(office: Office) -> dict[str, str]:
    return {address: state for address, (state, _) in rows(office).items()}


def test_a_server_lost_halfway_keeps_nobody_from_the_next_run(
    office: MakeOffice, start_server: StartServer, capsys: Capture
) -> None:
    made = office(boxes("truoc", *PUT_OFF, "gone", "sau"))
    waiting = boxes(*PUT_OFF, "gone", "sau")
    lost, next_ = start_server(), start_server()
    made.settings(lost)
    assert send(made) == Exit.MACHINE
    assert "máy chủ không nhận kết nối; 4 nơi còn chờ, chạy lại" in capsys.readouterr().err
    assert states_of(made) == {**dict.fromkeys(waiting, "waiting"), f"truoc@{DOMAIN}": "sent"}
    next_.gate.touch()
    made.settings(next_)
    assert send(made) == Exit.OK
    assert set(states_of(made).values()) == {"sent"}
    assert [address for address, _ in lost.kept()] == boxes("truoc")
    assert sorted(address for address, _ in next_.kept()) == sorted(waiting)


def test_a_server_that_comes_back_is_sent_all_that_it_put_off(
    office: MakeOffice, start_server: StartServer
) -> None:
    made = office(boxes("truoc", *PUT_OFF, "away", "sau"))
    server = start_server()
    made.settings(server, thu_lai=[0])
    assert send(made) == Exit.OK
    assert set(states_of(made).values()) == {"sent"}
    assert sorted(address for address, _ in server.kept()) == sorted(made.boxes)


def test_tls_from_the_first_byte(office: MakeOffice, start_server: StartServer) -> None:
    server = start_server(tls=True)
    made = office(boxes("tls20"))
    made.settings(server, bao_mat="tls")
    assert send(made) == Exit.OK
    assert [address for address, _ in server.kept()] == made.boxes
    made.settings(server, bao_mat="tls", chung_thu_may_chu=None)
    made.recipients(boxes("tls21"))
    assert send(made) == Exit.MACHINE


class Memory(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self, kept: dict[tuple[str, str], str]) -> None:
        self.kept = kept

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def test_the_password_from_the_keyring(
    office: MakeOffice, server: MailServer, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    made = office(boxes("khoa22"))
    made.settings(server)
    monkeypatch.delenv("KEHOACH_MAT_KHAU")
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Memory({}))
        assert send(made) == Exit.MACHINE
        assert "keyring set kehoach vanthu" in capsys.readouterr().err
        keyring.set_keyring(Memory({("kehoach", "vanthu"): PASSWORD}))
        assert send(made) == Exit.OK
    finally:
        keyring.set_keyring(before)


def test_settings_that_are_wrong(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    made = office(boxes("sai10"))
    assert send(made) == Exit.REFUSED
    assert "GV001" in capsys.readouterr().err
    for wrong in ("văn thư", "văn.thư@gialai.gov.vn", "vanthu@gialai", "a@b.vn, c@d.vn"):
        made.settings(server, gui_tu=wrong)
        assert send(made) == Exit.REFUSED
        assert f"“{wrong}” không phải là một địa chỉ" in capsys.readouterr().err
    made.settings(server, bao_mat="khong", may_chu="mail.example.vn")
    assert send(made) == Exit.REFUSED
    assert "localhost" in capsys.readouterr().err
    made.settings(server, mat_khau="abc")
    assert send(made) == Exit.REFUSED
    assert "mat_khau" in capsys.readouterr().err


def test_two_runs_at_once_send_once(
    office: MakeOffice, start_server: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_server()
    made = office(boxes("held-hai0", *(f"hai{number}" for number in range(1, 6))))
    made.settings(server)
    command = [sys.executable, "-m", "kehoach", "send", str(made.plan), "--file", str(made.signed)]
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    runs = [
        subprocess.Popen([*command, "--yes"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        # The one that sends cannot end before its first message is let go.
        wait_until(lambda: any(run.poll() is not None for run in runs))
        assert {run.poll() for run in runs} == {None, Exit.MACHINE}
        server.gate.touch()
        said = [run.communicate(timeout=PATIENCE)[1].decode() for run in runs]
    finally:
        for run in runs:
            run.kill()
    assert sorted(run.returncode for run in runs) == [Exit.OK, Exit.MACHINE]
    assert "đang có một lần gửi khác" in "".join(said)
    assert sorted(address for address, _ in server.kept()) == sorted(made.boxes)


def test_a_second_file_under_the_same_number(
    office: MakeOffice, server: MailServer, identities: Identities, capsys: Capture
) -> None:
    made = office(boxes("so11"))
    made.settings(server)
    assert send(made) == Exit.OK
    other = made.folder / "ky_lai.pdf"
    other.write_bytes(sign(made.signed.read_bytes(), identities.leader, field_name="KyLai"))
    assert send(made, file=other) == Exit.REFUSED
    assert "GV013" in capsys.readouterr().err


def test_a_ledger_that_cannot_be_written(
    office: MakeOffice, server: MailServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office(boxes("doc12"))
    made.settings(server)
    assert send(made, "--only", "noi_0") == Exit.OK
    made.recipients(boxes("doc12", "moi12"))
    text = made.plan.read_text("utf-8")
    made.plan.write_text(text.replace("- noi_0", "- noi_0\n  - noi_1"), "utf-8")
    connect = sqlite3.connect
    # The administrator's account, under which tests may run, can write any file.
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **more: connect(f"file:{path}?mode=ro", uri=True, **more)
    )
    assert send(made) == Exit.MACHINE
    assert "chỉ đọc được, không ghi được" in capsys.readouterr().err
    assert len(kept_for(server, made)) == 1


def test_a_full_disk(office: MakeOffice, server: MailServer) -> None:
    made = office(boxes(*(f"day12-{number}" for number in range(40))))
    made.settings(server)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({150_000}, {150_000}))"
    start = "import sys; from kehoach.cli.main import main; sys.exit(main(sys.argv[1:]))"
    program = f"{limit}\n{start}"
    command = [sys.executable, "-c", program, "send", str(made.plan), "--file", str(made.signed)]
    run = subprocess.run(
        [*command, "--yes"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    said = run.stderr.decode()
    assert run.returncode == Exit.MACHINE, said
    assert "ổ đĩa có lỗi hoặc đã đầy" in said
    assert 0 < len(kept_for(server, made)) < 40
    assert send(made) in (Exit.OK, Exit.FINDINGS)
    unknown = {address for address, (state, _) in rows(made).items() if state == "unknown"}
    assert len(unknown) <= 1
    assert {address for address, _ in kept_for(server, made)} | unknown == set(made.boxes)
    assert len(kept_for(server, made)) <= 40


def test_a_ledger_that_is_none(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    made = office(boxes("hong13"))
    made.settings(server)
    made.ledger.write_bytes(b"day khong phai la so gui " * 100)
    assert send(made) == Exit.MACHINE
    assert "không phải là sổ gửi" in capsys.readouterr().err
    made.ledger.unlink()
    made.settings(server, so_gui="/proc/so.sqlite3")
    assert send(made) == Exit.MACHINE
    assert "Lỗi máy" in capsys.readouterr().err


def test_nothing_secret_anywhere(
    office: MakeOffice, start_server: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_server()
    made = office(boxes("kin14", "held-kin14"))
    made.settings(server)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    command = [sys.executable, "-X", "dev", "-m", "kehoach", "send", str(made.plan)]
    command += ["--file", str(made.signed), "--yes"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    lines = set()
    while run.poll() is None:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                lines.add((process / "cmdline").read_bytes())
            except OSError:
                continue
        if any(b"kehoach\0send" in line for line in lines) and kept_for(server, made):
            server.gate.touch()  # seen at work: the last message may go
        time.sleep(0.05)
    said = b"".join(run.communicate())
    assert run.returncode == Exit.OK, said.decode()
    assert any(b"kehoach\0send" in line for line in lines)
    monkeypatch.setenv("KEHOACH_MAT_KHAU", wrong := f"{PASSWORD}-sai")
    made.recipients(boxes("kin15"))
    made.plan.write_text(re.sub("noi_1", "noi_0", made.plan.read_text("utf-8")), "utf-8")
    denied = subprocess.run(command, capture_output=True, check=False)
    assert denied.returncode == Exit.MACHINE
    assert "sai tài khoản hoặc mật khẩu" in denied.stderr.decode()
    # A crash where the password is at hand: what Python prints then.
    crash = (
        "import smtplib, sys; from kehoach.cli.main import main\n"
        "def login(self, user, password): raise RuntimeError('hỏng')\n"
        "smtplib.SMTP.login = login; main(sys.argv[1:])"
    )
    crashed = subprocess.run(
        [sys.executable, "-X", "dev", "-c", crash, *command[5:]], capture_output=True, check=False
    )
    assert b"RuntimeError" in crashed.stderr
    files = b"".join(each.read_bytes() for each in made.folder.rglob("*") if each.is_file())
    everything = b"".join([said, denied.stdout, denied.stderr, crashed.stderr, files, *lines])
    for secret in (PASSWORD, wrong):
        assert secret.encode() not in everything


def test_the_register_and_the_list(
    office: MakeOffice, server: MailServer, capsys: Capture, tmp_path: Path
) -> None:
    made = office(boxes("ds16", "refused16"))
    made.settings(server)
    send(made)
    capsys.readouterr()
    target = tmp_path / "ra.xlsx"
    plan, file = str(made.plan), str(made.signed)
    options = ["--file", file, "--format", "xlsx", "-o", str(target)]
    assert main(["delivered", plan, *options]) == Exit.FINDINGS
    assert "khớp từng byte" in capsys.readouterr().err
    sheet = openpyxl.load_workbook(target).worksheets[0]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    digest = hashlib.sha256(made.signed.read_bytes()).hexdigest()
    assert any(digest in str(row[0]) for row in told)
    assert [row[4] for row in told[-2:]] == ["đã gửi", "không gửi được"]
    assert main(["so-van-ban-di", plan, "--nam", "2025"]) == Exit.OK
    *_, line = capsys.readouterr().out.rstrip().splitlines()
    cells = re.split(r" {2,}", line)
    assert cells[:5] == [
        "07/KH-UBND",
        "15/01/2025",
        "Kế hoạch giảm nghèo năm 2025",
        "Nguyễn Văn An",
        "Các cơ quan",
    ]
    assert cells[5:7] == ["VT, KT", "2"]
    shutil.copy(made.signed, other := tmp_path / "khac.pdf")
    other.write_bytes(other.read_bytes() + b"\n")
    assert main(["delivered", plan, "--file", str(other)]) == Exit.REFUSED
    assert "GV017" in capsys.readouterr().err


def test_by_hand(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    made = office(
        boxes("refused17", "cut17"),
        huyen_uy={"kenh": ["giay"], "dia_chi": "Số 1, xã Ia Băng", "so_ban": 3},
        so_tc={"kenh": ["truc"], "ma_dinh_danh": "H21.12"},
    )
    made.settings(server)
    plan, who = str(made.plan), ["--nguoi-nhan", "Lê Thị Hoa"]
    assert main(["deliver", plan, "huyen_uy", *who]) == Exit.REFUSED
    assert "GV016" in capsys.readouterr().err
    assert send(made) == Exit.FINDINGS
    assert main(["deliver", plan, "huyen_uy", *who, "--luc", "16/01/2025 08:30"]) == Exit.OK
    assert main(["deliver", plan, "so_tc", *who, "--ghi-chu", "mã gói 17"]) == Exit.OK
    # What the mailbox refused goes on paper; the doubtful one says that it came.
    assert main(["deliver", plan, "noi_0", *who, "--kenh", "giay"]) == Exit.OK
    assert main(["deliver", plan, "noi_1", *who]) == Exit.OK
    capsys.readouterr()
    assert main(["delivered", plan]) == Exit.OK
    told = capsys.readouterr().out
    assert re.search(r"Cơ quan huyen_uy +bản giấy .* đã giao +16/01/2025 08:30:00", told)
    order = re.findall(r"^\d+ +Cơ quan (\S+)", told, re.MULTILINE)
    assert order == ["noi_0", "noi_0", "noi_1", "huyen_uy", "so_tc"]
    assert "người nhận: Lê Thị Hoa; mã gói 17" in told
    assert re.search(r"cut17@\S+ +đã giao .* người nhận: Lê Thị Hoa", told)
    assert main(["delivered", plan, "--lich-su"]) == Exit.OK
    history = capsys.readouterr().out.partition("LỊCH SỬ GỬI VĂN BẢN")[2]
    states = re.findall(r"cut17@\S+ +(\S+ \S+)", history)
    assert states == ["chờ gửi", "đang gửi", "không rõ", "đã giao"]
    assert main(["so-van-ban-di", plan, "--nam", "2025"]) == Exit.OK
    assert re.search(
        r"VT, KT +5 +thư điện tử: 1 nơi; trục liên thông: 1 nơi$", capsys.readouterr().out
    )
    assert send(made) == Exit.OK


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["noi_0"], Exit.USAGE, "--nguoi-nhan"),
        (["noi_0", "--nguoi-nhan", "A", "--gui-lai"], Exit.USAGE, "một trong hai"),
        (["noi_0", "--nguoi-nhan", "A", "--luc", "hôm qua"], Exit.USAGE, "“08/12/2023 14:30”"),
        (
            ["noi_0", "--nguoi-nhan", "A", "--luc", "08/12/2023 25:00"],
            Exit.USAGE,
            "08/12/2023 25:00",
        ),
        (["noi_0", "--nguoi-nhan", "A", "--luc", "31/12/2999"], Exit.USAGE, "chưa tới"),
        (["noi_9", "--nguoi-nhan", "A"], Exit.REFUSED, "GV011"),
        (["noi_0", "--nguoi-nhan", "A"], Exit.REFUSED, "GV014"),
        (["noi_0", "--gui-lai"], Exit.REFUSED, "GV014"),
    ],
)
def test_mistakes_by_hand(
    arguments: list[str],
    code: Exit,
    said: str,
    office: MakeOffice,
    server: MailServer,
    capsys: Capture,
) -> None:
    made = office(boxes("tay18"))
    made.settings(server)
    send(made)
    assert main(["deliver", str(made.plan), *arguments]) == code
    assert said in capsys.readouterr().err


def history(office: Office) -> list[tuple[str, str]]:
    """Address and state of everything that ever became of a delivery."""
    with sqlite3.connect(office.ledger) as database:
        return database.execute("SELECT address, state FROM event ORDER BY id").fetchall()


def test_what_still_waits_is_not_sent_again(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    made = office(boxes("cho25", "tot25"))
    made.settings(server)
    assert send(made, "--only", "noi_1") == Exit.OK
    before = history(made)
    assert main(["deliver", str(made.plan), "noi_0", "--gui-lai"]) == Exit.REFUSED
    said = capsys.readouterr()
    assert "GV014 noi_0 không có thư nào hỏng hoặc không rõ: chờ gửi" in said.err
    assert "sẽ gửi lại" not in said.out
    assert history(made) == before


def test_only_the_mail_that_failed_is_sent_again(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    box, paper = f"refused26@{DOMAIN}", "Số 1, xã Ia Băng"
    ways = {"kenh": ["thu_dien_tu", "giay"], "thu_dien_tu": box, "dia_chi": paper}
    made = office([], so_tc=ways)
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    assert main(["deliver", str(made.plan), "so_tc", "--gui-lai"]) == Exit.OK
    assert f"so_tc: Cơ quan so_tc <{box}>: sẽ gửi lại." in capsys.readouterr().out
    begun = [(box, "waiting"), (paper, "waiting"), (box, "failed"), (box, "waiting")]
    assert history(made) == begun
    for channel in ("giay", "truc"):
        again = ["deliver", str(made.plan), "so_tc", "--gui-lai", "--kenh", channel]
        assert main(again) == Exit.REFUSED
    assert history(made) == begun


def test_a_unit_named_twice_is_recorded_once(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    made = office(boxes("refused27"))
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    capsys.readouterr()
    for what, said in (("--gui-lai", "sẽ gửi lại"), ("--nguoi-nhan=Lê Thị Hoa", "đã ghi")):
        assert main(["deliver", str(made.plan), "noi_0", "noi_0", what]) == Exit.OK
        assert capsys.readouterr().out.count(said) == 1


HOA, BINH = "--nguoi-nhan=Lê Thị Hoa", "--nguoi-nhan=Trần Văn Bình"


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (HOA, BINH, r"đã giao lúc \S+ \S+ \(người nhận: Lê Thị Hoa\)"),
        (HOA, "--gui-lai", r"đã giao lúc \S+ \S+ \(người nhận: Lê Thị Hoa\)"),
        ("--gui-lai", "--gui-lai", r"chờ gửi lúc \S+ \S+ \(gửi lại"),
    ],
)
def test_another_command_was_first(
    first: str,
    then: str,
    told: str,
    office: MakeOffice,
    server: MailServer,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = office(boxes("refused28", "refused29"))
    made.settings(server)
    assert send(made) == Exit.FINDINGS
    add, recorded = Ledger.add, []

    def add_late(ledger: Ledger, document: Recorded, party: Party) -> Delivery:
        monkeypatch.setattr(Ledger, "add", add)
        assert main(["deliver", str(made.plan), "noi_0", first]) == Exit.OK
        recorded.extend(history(made))
        capsys.readouterr()
        return add(ledger, document, party)

    monkeypatch.setattr(Ledger, "add", add_late)
    assert main(["deliver", str(made.plan), "noi_0", "noi_1", then]) == Exit.FINDINGS
    said = capsys.readouterr()
    assert re.search(f"GV019 noi_0 .*: {told}", said.err)
    assert "noi_0" not in said.out
    assert "noi_1: Cơ quan noi_1" in said.out
    # Of the two only the second unit was recorded.
    outcome = "waiting" if then == "--gui-lai" else "handed"
    assert history(made) == [*recorded, (f"refused29@{DOMAIN}", outcome)]


def test_an_office_without_mail(office: MakeOffice, capsys: Capture) -> None:
    lines = [{"ghi": "Huyện ủy", "gui": ["huyen_uy"]}, {"luu": ["VT"]}]
    made = office([], noi_nhan=lines, huyen_uy={"kenh": "giay", "dia_chi": "Số 1", "so_ban": 2})
    who = ["--nguoi-nhan", "Lê Thị Hoa", "--luc", "16/01/2025"]
    plan, file = str(made.plan), ["--file", str(made.signed)]
    assert main(["deliver", plan, "huyen_uy", *who, *file]) == Exit.OK
    assert main(["delivered", plan, *file]) == Exit.OK
    assert "người nhận: Lê Thị Hoa" in capsys.readouterr().out
    assert main(["so-van-ban-di", plan, "--nam", "2025"]) == Exit.OK
    assert re.search(r"VT +3$", capsys.readouterr().out.rstrip())


def test_other_commands_load_none_of_it() -> None:
    program = "import sys, kehoach.cli.main as c; c._parser(); print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=PROJECT, text=True
    )
    loaded = set(run.stdout.split())
    assert "kehoach.cli.send" in loaded
    assert loaded.isdisjoint({"pyhanko", "keyring", "smtplib", "sqlite3", "pypdfium2", "email"})


def test_notes_go_along(office: MakeOffice, server: MailServer, capsys: Capture) -> None:
    duties = [{"doan": "Rà soát hộ nghèo.", "don_vi": "noi_0", "han": "30/06/2025"}]
    made = office(boxes("phieu19", "khong19"), noi_dung=duties)
    made.settings(server)
    folder = made.folder / "phieu"
    folder.mkdir()
    assert send(made, "--phieu", str(folder)) == Exit.REFUSED
    assert "GV018" in capsys.readouterr().err
    assert main(["duties", str(made.plan), "--phieu", str(folder)]) == Exit.OK
    assert send(made, "--phieu", str(folder)) == Exit.OK
    kept = dict(kept_for(server, made))
    plan, *notes = kept[f"phieu19@{DOMAIN}"].iter_attachments()
    assert plan.get_content() == made.signed.read_bytes()
    told = {note.get_filename(): note.get_payload(decode=True) for note in notes}
    assert told == {
        "Phiếu nhiệm vụ - Cơ quan noi_0.pdf": (folder / "noi_0.pdf").read_bytes(),
        "Lịch thời hạn - Cơ quan noi_0.ics": (folder / "noi_0.ics").read_bytes(),
    }
    assert attached(kept[f"khong19@{DOMAIN}"]) == made.signed.read_bytes()


def test_a_line_end_in_a_name_makes_no_header(office: MakeOffice, server: MailServer) -> None:
    title = "Giảm nghèo\nBcc: ai-do@x.example.vn"
    made = office(boxes("dong23"), the_thuc={**PLAN["the_thuc"], "trich_yeu": title})
    made.write("don_vi.yaml", {"noi_0": {"ten": "Cơ quan\nBcc: ai-do@x.example.vn"}})
    made.settings(server)
    assert send(made) == Exit.OK
    ((address, message),) = kept_for(server, made)
    assert address == f"dong23@{DOMAIN}"
    assert message["Bcc"] is None
    assert "Giảm nghèo" in message["Subject"]


def test_the_same_reviewer_named_twice(
    office: MakeOffice, server: MailServer, built: Callable[[Path], bytes]
) -> None:
    made = office(boxes("hai24"), trang_thai="du_thao")
    made.settings(server)
    draft = made.folder / "du_thao.pdf"
    draft.write_bytes(built(made.plan))
    assert send(made, "--draft", "--only", "noi_0", "noi_0", file=draft) == Exit.OK
    assert len(kept_for(server, made)) == 1
