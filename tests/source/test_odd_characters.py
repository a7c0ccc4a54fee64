"""Characters that hide or turn words are told wherever they stand; no final has any.

Which they are, Unicode says: `Default_Ignorable_Code_Point` of DerivedCoreProperties.txt, the
controls of bidirectional text, and noncharacters.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.findings import InputRefused
from kehoach.source.source import parse_source

FAULTS = Path(__file__).parents[1] / "faults"
GOOD = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")
CLAUSE = "Rà soát hộ nghèo trong quý I năm {{ nam }}."

BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
IGNORABLE = [
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810)),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164),
    *(*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9), 0x1BCA0, 0x1BCA3),
    *(0x1D173, 0x1D17A, 0xE0001, 0xE0020, 0xE007F, 0xE0100, 0xE01EF, 0xE0FFF),
]
NONCHARACTERS = [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
CONTROLS = [*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]

Capture = pytest.CaptureFixture[str]
hidden = st.sampled_from([*BIDI, *IGNORABLE]).map(chr)
forbidden = st.sampled_from([*NONCHARACTERS, *CONTROLS]).map(chr)


def escape(character: str) -> str:
    return f"\\U{ord(character):08X}"


def codes(text: str) -> list[str]:
    try:
        return [finding.code for finding in parse_source(text, "plan.yaml").findings]
    except InputRefused as refused:
        return [finding.code for finding in refused.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(FAULTS / "don_vi.yaml", tmp_path)
    return tmp_path


def write(folder: Path, clause: str, state: str = "du_thao") -> Path:
    assert CLAUSE in GOOD
    plan = folder / "plan.yaml"
    head = f"nam: 2025\ntrang_thai: {state}\n"
    plan.write_text(GOOD.replace(CLAUSE, clause).replace("nam: 2025\n", head, 1), "utf-8")
    return plan


# Wherever they stand


@given(hidden, st.integers(0, 400))
def test_a_hidden_character_is_told_where_it_stands(character: str, where: int) -> None:
    at = min(where, len(GOOD))
    text = GOOD[:at] + character + GOOD[at:]
    try:
        findings = parse_source(text, "plan.yaml").findings
    except InputRefused as refused:
        # In front of a key or a mark it may be what YAML stumbles over.
        if not refused.findings[0].code.startswith("YM"):
            raise
        return
    line, column = text[:at].count("\n") + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    told = [(f.place.line, f.place.column) for f in findings if f.code == "CT006"]
    assert (line, column) in told or f"U+{ord(character):04X}" in str(findings)


@given(hidden)
def test_an_escape_hides_nothing(character: str) -> None:
    assert codes(f'a: "x{escape(character)}y"\n') == ["CT006"]
    assert codes(f'"x{escape(character)}y": a\n') == ["CT006"]
    assert codes(f"a: 'x{escape(character)}y'\n") == []  # there it is no escape


@given(forbidden)
def test_what_no_file_can_hold_is_refused_at_reading(character: str) -> None:
    assert codes(f'a: "x{escape(character)}y"\n') == ["YM119"]
    assert set(codes(f"a: x{character}y\n")) & {"YM119"} or character == "\x85"


@pytest.mark.parametrize("half", ["\\ud800", "\\udfff", "\\U0000DC00", "\\U00110000"])
def test_halves_of_characters_are_refused(half: str) -> None:
    assert codes(f'a: "x{half}y"\n') == ["YM119"]


def test_vietnamese_and_its_neighbours_have_none() -> None:
    words = "Kơ̆ng, Pư̆, Bê̆, Čư̆ M'gar, m², CO₂, 5 ‰, ☐ ☑, “quý I” – §3, 20\u00a0°C, Trường Sa"
    assert set(codes(f"a: {words}\n")) <= {"CT001"}


def test_a_heap_of_them_is_told_with_its_size() -> None:
    findings = parse_source("a: " + "x\u200b " * 5000 + "\n", "plan.yaml").findings
    findings = [finding for finding in findings if finding.code == "CT006"]
    assert len(findings) <= 100
    assert "5000" in findings[0].message


# What a clerk sees


def test_a_draft_with_one_is_built_and_told(folder: Path, capsys: Capture) -> None:
    plan = write(folder, "Rà so\u200bát hộ nghèo.")
    assert main(["build", str(plan), "-o", str(folder), "--docx"]) == Exit.FINDINGS
    assert "plan.yaml:13:14: CT006 có ký tự không nhìn thấy (U+200B)" in capsys.readouterr().err


@pytest.mark.parametrize("state", ["trinh_ky", "ban_hanh"])
@pytest.mark.parametrize("command", ["build PLAN -o out", "show PLAN", "check PLAN", "duties PLAN"])
def test_no_final_has_one(folder: Path, command: str, state: str, capsys: Capture) -> None:
    plan = write(folder, "Rà soát \u202e07 hộ nghèo.", state)
    words = [{"PLAN": str(plan), "out": str(folder / "out")}.get(w, w) for w in command.split()]
    assert main(words) == Exit.REFUSED
    screen = capsys.readouterr()
    assert "CT006 " in screen.out + screen.err
    assert not (folder / "out").exists()


def test_one_in_the_register_is_told_too(folder: Path, capsys: Capture) -> None:
    register = folder / "don_vi.yaml"
    register.write_text(register.read_text("utf-8").replace("Thôn 1", "Thôn\u2060 1"), "utf-8")
    for state, code in (("du_thao", Exit.FINDINGS), ("trinh_ky", Exit.REFUSED)):
        plan = write(folder, CLAUSE, state)
        assert main(["build", str(plan), "-o", str(folder), "--docx"]) == code
        assert f"{register}:8:12: CT006" in capsys.readouterr().err


@pytest.mark.parametrize("state", ["du_thao", "trinh_ky"])
def test_they_can_be_taken_out_by_machine(folder: Path, state: str, capsys: Capture) -> None:
    clause = '"Rà so\u200bát\u00ad hộ \\u202Enghèo \\x41."  # ghi\u200d chú'
    plan = write(folder, clause, state)
    before = plan.read_text("utf-8")
    assert main(["check", str(plan), "--diff"]) in (Exit.FINDINGS, Exit.REFUSED)
    assert plan.read_text("utf-8") == before
    assert '+      - "Rà soát hộ nghèo \\x41."  # ghi chú' in capsys.readouterr().out
    main(["check", str(plan), "--fix"])
    assert plan.read_text("utf-8") == before.replace(clause, '"Rà soát hộ nghèo \\x41."  # ghi chú')
    assert main(["build", str(plan), "-o", str(folder), "--docx"]) == Exit.OK


@given(st.sampled_from([*BIDI, *IGNORABLE]).map(chr), st.sampled_from(["key", "value", "id"]))
def test_no_message_holds_one(character: str, where: str) -> None:
    texts = {
        "key": f"no{character}pe: 1\n" + GOOD,
        "value": GOOD.replace("nam: 2025", f"nam: 20{character}25"),
        "id": GOOD.replace("ubnd_huyen", f"ubnd{character}_huyen"),
    }
    try:
        findings = parse_source(texts[where], "plan.yaml").findings
    except InputRefused as refused:
        findings = refused.findings
    for finding in findings:
        assert character not in str(finding)


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\u200b", "\x07"])
def test_messages_about_keys_and_names_are_plain(
    folder: Path, character: str, capsys: Capture
) -> None:
    plan = write(folder, CLAUSE)
    text = plan.read_text("utf-8")
    plan.write_text(text + f'"k{escape(character)}ey": 1\n', "utf-8")
    assert main(["check", str(plan)]) == Exit.REFUSED
    screen = capsys.readouterr()
    assert not re.search("[\x00-\x09\x0b-\x1f\u200b\u202e]", screen.out + screen.err)
    assert f"U+{ord(character):04X}" in screen.out


def test_a_half_of_a_character_in_an_expression_is_no_traceback(
    folder: Path, capsys: Capture
) -> None:
    plan = write(folder, "Rà soát theo {{ vien_dan('\\ud800') }}.")
    for form in ("text", "json", "sarif"):
        assert main(["check", str(plan), "--format", form]) == Exit.REFUSED
        screen = capsys.readouterr()
        screen.out.encode()
        if form == "json":
            assert [finding["code"] for finding in json.loads(screen.out)] == ["BT310"]


@pytest.mark.parametrize(
    "expression", ["vien_dan('a\\x01')", "vien_dan('a\\u202e')", "don_vi('\\N{BULLET}')"]
)
def test_an_expression_makes_no_characters(folder: Path, expression: str, capsys: Capture) -> None:
    plan = write(folder, f"Rà soát theo {{{{ {expression} }}}}.")
    assert main(["show", str(plan)]) == Exit.REFUSED
    assert "BT310 trong biểu thức có dấu \\" in capsys.readouterr().err


# In files of others


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\u00ad", "\ufe0f", "\u3164"])
def test_a_finished_file_is_told_of_them(
    folder: Path, character: str, capsys: Capture, resolved: Any
) -> None:
    from kehoach.render.docx_template import render_docx

    document = resolved(noi_dung=[f"Rà soát{character} hộ nghèo."])
    (folder / "tep.docx").write_bytes(render_docx(document))
    main(["check", str(folder / "tep.docx"), "--format", "json"])
    told = [f for f in json.loads(capsys.readouterr().out) if f["code"] == "CT006"]
    assert [f["severity"] for f in told] == ["error"]
    assert f"U+{ord(character):04X}" in told[0]["message"]
