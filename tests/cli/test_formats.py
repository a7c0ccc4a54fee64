"""Which file a result may go into, and in which format: one table for all commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main

PLAN = str(DEFAULT_PLAN)
BOTH = ["diff", PLAN, PLAN]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["duties", PLAN, "--format", "docx"], "--format docx cần -o TỆP.docx"),
        ([*BOTH, "--format", "so-sanh"], "--format so-sanh cần -o TỆP.docx hoặc -o TỆP.pdf"),
        ([*BOTH, "--format", "so-sanh", "-o", "a.txt"], "phải có đuôi .docx hoặc .pdf: a.txt"),
        ([*BOTH, "-o", "a.pdf"], "chưa rõ ghi gì vào tệp .pdf: thêm --format so-sanh"),
        (
            [*BOTH, "--format", "tiep-thu", "-o", "a.docx"],
            "với hai bản kế hoạch không có dạng tiep-thu: dùng text, json, html, docx hoặc so-sanh",
        ),
        (["delivered", PLAN, "--format", "pdf"], "--format pdf cần -o TỆP.pdf"),
        (["so-van-ban-di", "-o", "a.ods"], "phải có đuôi .txt hoặc .xlsx hoặc .pdf: a.ods"),
        (["annex", "export", PLAN, "-o", "a.xls"], "tên tệp để ghi phải có đuôi .xlsx: a.xls"),
        (["recipients", PLAN, "--nhan-dia-chi", "a.doc"], "phải có đuôi .pdf: a.doc"),
    ],
)
def test_a_format_and_a_file_that_do_not_go_together(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == Exit.USAGE
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "name", "start"),
    [
        (["duties", PLAN, "--don-vi", "so_yt"], "nhiem-vu", "Sở Y tế"),
        (["duties", PLAN, "--don-vi", "h_kbang"], "KBANG.ICS", "BEGIN:VCALENDAR"),
        (BOTH, "so-sanh.htm", "<!doctype html>"),
        (BOTH, "so-sanh.text", f"{PLAN} → "),
        ([*BOTH, "--format", "html"], "", "<!doctype html>"),
        (["duties", PLAN, "--don-vi", "h_kbang", "--format", "ics"], "", "BEGIN:VCALENDAR"),
    ],
)
def test_the_name_of_the_file_is_enough_and_the_terminal_shows_what_is_text(
    words: list[str],
    name: str,
    start: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / name
    assert main([*words, "-o", str(target)] if name else words) == Exit.OK
    text = target.read_text("utf-8") if name else capsys.readouterr().out
    assert text.strip().lower().startswith(start.lower())
