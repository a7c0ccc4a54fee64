"""The 2024 plan, all the way: built, signed, sent to its own Nơi nhận, listed, registered."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import yaml

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from tests.sending.conftest import PASSWORD, Identities, MailServer, Office, identity, sign
from tests.sending.test_send import attached, kept_for, rows

AILING = {"refused": 3, "later": 4, "slow": 2, "full": 1, "cut": 1}


@pytest.fixture
def province(tmp_path: Path, identities: Identities, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office of the 2024 plan, with some mailboxes that ail, and the signed plan."""
    monkeypatch.setenv("KEHOACH_MAT_KHAU", PASSWORD)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PROJECT / "content", tmp_path, dirs_exist_ok=True)
    book = yaml.safe_load((tmp_path / "noi_nhan.yaml").read_text("utf-8"))
    ways = iter([name for name, count in AILING.items() for _ in range(count)])
    for number, entry in enumerate(book.values()):
        if box := entry.get("thu_dien_tu"):
            mark = next(ways, "") if number % 2 else ""
            entry["thu_dien_tu"] = f"{mark}{'-' if mark else ''}{box}"
    office = Office(tmp_path, tmp_path / "plan_2024.yaml", tmp_path / "da_ky.pdf")
    office.write("noi_nhan.yaml", book)
    (tmp_path / "chung_thu").mkdir()
    (tmp_path / "chung_thu" / "ca.pem").write_bytes(identities.authority.pem)
    built = ["build", str(office.plan), "--nhu-da-ban-hanh", "--pdf", "-o", str(tmp_path)]
    assert main(built) == Exit.FINDINGS
    leader = identity("Nguyễn Thị Thanh Lịch", identities.authority)
    pdf = (tmp_path / "plan_2024.nhu-da-ban-hanh.pdf").read_bytes()
    office.signed.write_bytes(sign(pdf, leader))
    return replace(office, boxes=[e["thu_dien_tu"] for e in book.values() if "thu_dien_tu" in e])


def test_from_the_plan_to_the_register(
    province: Office, start_server: Callable[..., MailServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = start_server()
    province.settings(server)
    plan, file = str(province.plan), ["--file", str(province.signed)]
    assert main(["send", plan, *file, "--yes"]) == Exit.FINDINGS
    states = {box: state for box, (state, _) in rows(province).items() if "@" in box}
    assert len(states) >= 40
    assert Counter(states.values()) == {
        "failed": AILING["refused"] + AILING["full"],
        "unknown": AILING["cut"],
        "sent": len(states) - AILING["refused"] - AILING["full"] - AILING["cut"],
    }
    kept = kept_for(server, province)
    lost = {box for box, state in states.items() if state == "failed"}
    assert sorted(box for box, _ in kept) == sorted(set(states) - lost)
    assert {attached(message) for _, message in kept} == {province.signed.read_bytes()}

    capsys.readouterr()
    sheet_file, pdf_file = province.folder / "ds.xlsx", province.folder / "ds.pdf"
    for kind, target in (("xlsx", sheet_file), ("pdf", pdf_file)):
        options = [*file, "--format", kind, "-o", str(target)]
        assert main(["delivered", plan, *options]) == Exit.FINDINGS
    sheet = openpyxl.load_workbook(sheet_file).worksheets[0]
    told = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=7)]
    by_mail = {row[3]: row[4] for row in told if row[2] == "thư điện tử"}
    names = {"sent": "đã gửi", "failed": "không gửi được", "unknown": "không rõ"}
    assert by_mail == {box: names[state] for box, state in states.items()}
    digest = hashlib.sha256(province.signed.read_bytes()).hexdigest()
    assert {row[6] for row in told} == {digest[:12]}
    text = subprocess.run(
        ["pdftotext", "-raw", str(pdf_file), "-"], capture_output=True, check=True, text=True
    ).stdout
    assert digest in text
    assert " ".join(text.split()).count("không gửi được") == len(lost) + 1  # and the summary
    assert "Kế hoạch số 3456/KH-UBND ngày 08/12/2023" in text

    assert main(["so-van-ban-di", plan, "--nam", "2023"]) == Exit.OK
    line = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert line.split()[:2] == ["3456/KH-UBND", "08/12/2023"]
    assert "Nguyễn Thị Thanh Lịch" in line
    assert "VT, KTTH, NL, KGVX" in line


def test_the_computed_figures_are_not_what_was_signed(
    province: Office, identities: Identities, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(province.plan), "--pdf", "-o", str(province.folder)]) == Exit.FINDINGS
    leader = identity("Nguyễn Thị Thanh Lịch", identities.authority)
    province.signed.write_bytes(sign((province.folder / "plan_2024.pdf").read_bytes(), leader))
    province.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    capsys.readouterr()
    assert (
        main(["send", str(province.plan), "--file", str(province.signed), "--dry-run"])
        == Exit.REFUSED
    )
    said = capsys.readouterr().err
    assert "GV009" in said
    assert "tệp in “7.450" in said
    assert "kế hoạch là “7.449" in said
