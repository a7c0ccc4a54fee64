"""The list of recipients on the terminal, address labels, and copies to be printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.recipients.expansion import Addressee
from kehoach.recipients.labels import copies, labels
from kehoach.resolve.read import read_plan

POINT = 25.4 / 72
WIDTH, HEIGHT, LEFT, TOP, STEP = 99.1, 38.1, 4.65, 15.15, 101.6
"""Sheets of fourteen labels as sold, in mm."""


def test_the_2024_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "nhan.pdf"
    assert main(["recipients", str(DEFAULT_PLAN), "--nhan-dia-chi", str(target)]) == Exit.OK
    said = capsys.readouterr()
    assert "- Các sở, ban, ngành của tỉnh\n   6. Sở Lao động - Thương binh và Xã hội: " in said.out
    assert "Tổng số: 58 nơi nhận" in said.out
    assert "phát hành 9, lưu 4 (VT, KTTH, NL, KGVX); cần in 13 bản." in said.out
    assert "PH112" in said.err
    text = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], check=True, capture_output=True
    ).stdout.decode("utf-8")
    assert text.count("Kính gửi:") == 5
    assert text.count("Số: 3456/KH-UBND") == 5
    assert "Bộ Lao động - Thương binh và Xã hội" in text
    assert "Sở Y tế" not in text  # not on paper


def test_labels_are_written_though_the_list_is_not_read_to_its_end(tmp_path: Path) -> None:
    target = tmp_path / "nhan.pdf"
    command = ["recipients", str(DEFAULT_PLAN), "--nhan-dia-chi", str(target)]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        subprocess.run([sys.executable, "-m", "kehoach", *command], stdout=gone, check=True)
    assert target.read_bytes().startswith(b"%PDF-")


def test_labels_stay_on_their_stickers(tmp_path: Path) -> None:
    """Thirty, with the longest names and addresses one is likely to meet."""
    name = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Gia Lai, bộ phận văn thư"
    address = (
        "số 10 đường Hoàng Văn Thụ, phường Diên Hồng, thành phố Pleiku, tỉnh Gia Lai, Việt Nam"
    )
    made = [
        Addressee(
            f"u{i}", f"L{i:02}a {name}", "x", ("giay",), dia_chi=f"{address} L{i:02}z", so_ban=2
        )
        for i in range(30)
    ]
    target = tmp_path / "labels.pdf"
    target.write_bytes(labels(read_plan(DEFAULT_PLAN), made))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(target), "-"], check=True, capture_output=True
    ).stdout.decode("utf-8")
    pages = boxes.split("<page ")[1:]
    assert len(pages) == 3
    pattern = re.compile(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">L(\d+)[az]<'
    )
    seen = 0
    for number, page in enumerate(pages):
        for found in pattern.finditer(page):
            x1, y1, x2, y2 = (float(each) * POINT for each in found.groups()[:4])
            at = int(found[5]) - 14 * number
            left, top = LEFT + STEP * (at % 2), TOP + HEIGHT * (at // 2)
            assert left < x1 < x2 < left + WIDTH
            assert top < y1 < y2 < top + HEIGHT
            seen += 1
    assert seen == 60


def test_only_who_gets_paper_has_a_label(tmp_path: Path) -> None:
    made = [Addressee("a", "Phòng A", "x", ("thu_dien_tu",), thu_dien_tu=("a@b.invalid",))]
    made.append(Addressee("b", "Phòng B", "x", ("giay",), dia_chi="Tầng 2", so_ban=3))
    read = read_plan(DEFAULT_PLAN)
    paper = copies(read, made)
    assert (paper.sent, paper.kept, paper.total) == (3, 4, 7)
    target = tmp_path / "labels.pdf"
    target.write_bytes(labels(read, made))
    text = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True).stdout
    assert "Phòng A" not in text.decode()
    assert "Phòng B" in text.decode()


def test_labels_are_a_pdf(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipients", str(DEFAULT_PLAN), "--nhan-dia-chi", "nhan.docx"]) == Exit.USAGE
    assert "phải có đuôi .pdf" in capsys.readouterr().err
