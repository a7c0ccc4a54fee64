"""What Python's own argparse finds wrong with a command line, in Vietnamese."""

from __future__ import annotations

import argparse
import re

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import _parser, main
from kehoach.cli.parser import Parser


@pytest.fixture
def parser() -> Parser:
    made = Parser(prog="thu")
    made.allow_abbrev = True  # else nothing is ambiguous
    made.add_argument("plan", metavar="KẾ_HOẠCH")
    made.add_argument("--dang", choices=("text", "json"))
    made.add_argument("--nam", type=int)
    made.add_argument("--doi", nargs=2)
    made.add_argument("--ma", nargs="+")
    either = made.add_mutually_exclusive_group(required=True)
    either.add_argument("--xong", action="store_true")
    either.add_argument("--xoa", action="store_true")
    return made


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--xong", "thiếu: KẾ_HOẠCH"),
        ("a.yaml", "cần một trong các tuỳ chọn: --xong --xoa"),
        ("a.yaml b.yaml --xong", "không hiểu: b.yaml"),
        ("a.yaml --xong --mau", "không hiểu: --mau"),
        ("a.yaml --xong --xoa", "--xoa không dùng cùng với --xong"),
        ("a.yaml --xo", "--xo chưa rõ, có thể là: --xong, --xoa"),
        ("a.yaml --xong=1", "--xong không đi kèm giá trị '1'"),
        ("a.yaml --xong --nam", "--nam cần một giá trị đi kèm"),
        ("a.yaml --xong --nam hai", "--nam không nhận giá trị “hai”"),
        ("a.yaml --xong --doi 1", "--doi cần 2 giá trị đi kèm"),
        ("a.yaml --xong --ma", "--ma cần ít nhất một giá trị"),
        ("a.yaml --xong --dang pdf", "--dang không nhận giá trị “pdf”; chọn: text, json"),
    ],
)
def test_what_argparse_finds_wrong(
    parser: Parser, line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser.parse_args(line.split())
    assert stopped.value.code == Exit.USAGE
    usage, *told = capsys.readouterr().err.splitlines()
    assert usage.startswith("cách dùng: thu [-h]")
    assert told[-2:] == [f"thu: {said}", "xem thêm: thu --help"]


def test_help_is_vietnamese(parser: Parser) -> None:
    helped = parser.format_help()
    for words in ("cách dùng: thu [-h]", "\nđối số:\n", "\ntuỳ chọn:\n", "xem hướng dẫn này"):
        assert words in helped


def test_words_that_are_not_in_the_catalogue_stay(parser: Parser) -> None:
    with pytest.raises(argparse.ArgumentError, match="conflicting option string: --nam"):
        parser.add_argument("--nam")


@pytest.mark.parametrize("command", [[], ["annex"]])
def test_an_unknown_command_is_told_with_those_there_are(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "lam"]) == Exit.USAGE
    choices = "export, import" if command else "build, new, "
    assert f"không có lệnh “lam”; chọn: {choices}" in capsys.readouterr().err


def commands() -> list[str]:
    """Every command that the help names, as one types it."""
    listed = _parser().format_help().partition("các lệnh:")[2].partition("ví dụ:")[0]
    names = re.findall(r"^ {4}([a-z][a-z-]+)", listed, re.MULTILINE)
    return [*(name for name in names if name != "annex"), "annex export", "annex import"]


@pytest.mark.parametrize("command", commands())
def test_the_help_of_each_command_tells_its_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--help"]) == Exit.OK
    told = capsys.readouterr().out.partition("\nmã thoát:\n")[2]
    codes = [int(line.split()[0]) for line in told.splitlines()]
    assert codes in ([0, 1, 2, 3, 4, 5], [0, 2, 3, 4, 5])


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("build", "1  đã tạo, có điểm"),
        ("check", "1  đã soát"),
        ("diff", "1  hai bản khác nhau"),
        ("todo", "1  còn điểm chưa quyết định"),
        ("send", "1  còn nơi chưa gửi được"),
    ],
)
def test_the_help_says_what_one_means(
    command: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, "--help"])
    assert told in capsys.readouterr().out
