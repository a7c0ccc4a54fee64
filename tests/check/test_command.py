"""`kehoach check` and `kehoach rules` as a clerk and as a machine would use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from kehoach.check.rules import rules
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

BASE = Path(__file__).with_name("samples") / "base.yaml"
CLAUSE = "Chủ động ứng phó kịp thời với mọi tình huống thiên tai."


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    return Path(shutil.copy(BASE, tmp_path / "plan.yaml"))


def put(plan: Path, clause: str) -> None:
    """Give the first clause of the plan another YAML text."""
    text = plan.read_text(encoding="utf-8")
    assert text.count(CLAUSE) == 1
    plan.write_text(text.replace(CLAUSE, clause), encoding="utf-8")


def as_json(plan: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    main(["check", str(plan), "--format", "json", *options])
    return json.loads(capsys.readouterr().out)


def test_a_clean_plan_exits_0_and_says_so(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(plan)]) == Exit.OK
    assert "không có điểm nào cần xem lại" in capsys.readouterr().err


def test_a_finding_is_told_with_place_excerpt_caret_advice_and_source(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.")
    assert main(["check", str(plan)]) == Exit.FINDINGS
    lines = capsys.readouterr().out.splitlines()
    number = next(i for i, x in enumerate(plan.read_text().splitlines(), 1) if "QĐ- UBND" in x)
    assert lines[0].startswith(f"{plan}:{number}:")
    assert "VD001" in lines[0]
    excerpt, caret = lines[1], lines[2]
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "15/QĐ- UBND"
    assert "→" in lines[3]
    assert "Phụ lục I" in lines[4]


def run_buffered(plan: Path, **streams: Any) -> subprocess.CompletedProcess[str]:
    """`kehoach check` in a process whose output goes to a file or a pipe, as Python buffers it."""
    environment = {key: old for key, old in os.environ.items() if key != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "kehoach", "check", str(plan)]
    return subprocess.run(command, env=environment, cwd=PROJECT, text=True, check=False, **streams)


def test_the_summary_stands_below_the_findings_in_one_file(plan: Path) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.")
    told = run_buffered(plan, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.splitlines()
    assert "VD001" in told[0]
    assert told[-1].startswith("Kết quả: 1 điểm cần xem lại")


def test_a_reader_that_has_gone_gets_no_traceback(plan: Path) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.")
    reading, writing = os.pipe()
    os.close(reading)
    told = run_buffered(plan, stdout=writing, stderr=subprocess.PIPE).stderr
    os.close(writing)
    assert told == ""


def test_the_caret_is_under_the_mark_that_is_meant(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plan, "Kiểm tra (đê điều) và hồ chứa) ở các xã.")
    main(["check", str(plan)])
    _, excerpt, caret, *_ = capsys.readouterr().out.splitlines()
    assert caret.index("^") == excerpt.rindex(")")


def test_a_heading_with_a_stroke_is_told_whole(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = plan.read_text("utf-8")
    text = text.replace("nhan: [Tổng số hộ], tong: cong", "nhan: [Hộ dân, Tổng số hộ / nhà]")
    plan.write_text(text.replace("nhan: Tổng cộng}", "nhan: Tổng cộng, tong_ho: 9}"), "utf-8")
    (told,) = [found for found in as_json(plan, capsys) if found["code"] == "SL013"]
    for words in (told["message"], told["excerpt"]):
        assert "cột “Tổng số hộ / nhà”" in words


def test_text_keeps_to_100_columns_but_for_the_first_line(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "ngày 05 tháng 01 năm 2021 của Thủ tướng Chính phủ phê duyệt Chương trình rất dài"
    put(plan, f"Thực hiện {{{{ vien_dan('qd_12', in_nguyen='Quyết định số 12/QĐ-TTg {long}') }}}}.")
    main(["check", str(plan)])
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines if line.startswith("    ")) <= 100


def test_json_is_a_list_of_objects_for_machines(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.")
    main(["check", str(plan), "--format", "json"])
    out = capsys.readouterr().out
    (finding,) = json.loads(out)
    assert {"code", "severity", "message", "file", "line", "column", "source", "fix"} <= set(
        finding
    )
    assert finding["code"] == "VD001"
    assert finding["fix"] == "15/QĐ-UBND"
    assert "ký hiệu" in out  # unescaped


def test_sarif_names_rules_and_regions(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.")
    main(["check", str(plan), "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    region = result["locations"][0]["physicalLocation"]["region"]
    line = plan.read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 :].startswith("15/QĐ- UBND")


def test_sarif_names_files_by_uri(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(plan, "Trực ban  ở các xã.")
    main(["check", str(plan.rename(plan.with_name("kế hoạch.yaml"))), "--format", "sarif"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith("/k%E1%BA%BF%20ho%E1%BA%A1ch.yaml")


WAIVED = """doan: Thực hiện Quyết định số 15/QĐ- UBND ngày 05/01/2021 của UBND tỉnh về trực ban.
        bo_qua: [{ma: VD001, trich: 15/QĐ- UBND, ly_do: giữ như bản đã ban hành}]"""


def test_a_waiver_with_a_reason_lets_one_finding_pass(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plan, WAIVED)
    assert main(["check", str(plan)]) == Exit.OK
    assert as_json(plan, capsys) == []  # not shown unless asked for
    (finding,) = as_json(plan, capsys, "--show-waived")
    assert finding["waived"] == "giữ như bản đã ban hành"


def test_a_waiver_takes_one_finding_only(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(plan, WAIVED.replace("trực ban.", "trực ban; Quyết định số 15/QĐ- UBND của UBND tỉnh."))
    assert "VD001" in {finding["code"] for finding in as_json(plan, capsys)}


NESTED = """\
bo_qua:
  - {ma: VD001, ly_do: của kế hoạch}
noi_dung:
  - tieu_de: Mục đích, yêu cầu
    bo_qua:
      - {ma: VD001, ly_do: của phần}
    muc:
      - doan: Thực hiện Quyết định số 15/QĐ-UBND ngày 05/01/2021 của UBND tỉnh về trực ban.
        bo_qua:
          - {ma: VD001, ly_do: của khoản}
      - Thực hiện Quyết định số 16/QĐ-UBND ngày 05/01/2021 của UBND tỉnh về trực ban.
  - tieu_de: Nhiệm vụ
    muc:
      - Thực hiện Quyết định số 17/QĐ-UBND ngày 05/01/2021 của UBND tỉnh về trực ban.
"""


@pytest.mark.parametrize(
    ("waived", "stale"),
    [
        ({15: "của khoản", 16: "của phần", 17: "của kế hoạch"}, []),
        ({15: "của khoản", 16: "của phần"}, ["của kế hoạch"]),
        ({15: "của khoản", 17: "của kế hoạch"}, ["của phần"]),
        ({16: "của phần", 17: "của kế hoạch"}, ["của khoản"]),
        ({15: "của khoản"}, ["của kế hoạch", "của phần"]),
        ({16: "của phần"}, ["của kế hoạch", "của khoản"]),
        ({17: "của kế hoạch"}, ["của phần", "của khoản"]),
        ({}, ["của kế hoạch", "của phần", "của khoản"]),
    ],
)
def test_the_innermost_of_nested_waivers_takes_a_finding(
    plan: Path, capsys: pytest.CaptureFixture[str], waived: dict[int, str], stale: list[str]
) -> None:
    text = plan.read_text("utf-8").replace("noi_dung:\n", NESTED)
    for number in waived:
        text = text.replace(f"{number}/QĐ-UBND", f"{number}/QĐ- UBND")
    plan.write_text(text, "utf-8")
    lines = text.splitlines()
    told = as_json(plan, capsys, "--show-waived")
    cited = [finding for finding in told if finding["code"] == "VD001"]
    assert {int(finding["fix"].partition("/")[0]): finding["waived"] for finding in cited} == waived
    unused = [finding["line"] for finding in told if finding["code"] == "KC020"]
    assert [lines[line - 1].split("ly_do: ")[1].rstrip("}") for line in unused] == stale
    assert len(told) == len(waived) + len(stale)
    assert main(["check", str(plan)]) == (1 if stale else 0)


def test_an_outer_waiver_takes_what_the_inner_one_leaves(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = plan.read_text("utf-8").replace("noi_dung:\n", NESTED)
    text = text.replace("15/QĐ-UBND", "15/QĐ- UBND ngày 04/01/2021, số 18/QĐ- UBND")
    plan.write_text(text, "utf-8")
    told = as_json(plan, capsys, "--show-waived")
    assert [
        (finding["fix"], finding.get("waived")) for finding in told if finding["code"] == "VD001"
    ] == [
        ("15/QĐ-UBND", "của khoản"),
        ("18/QĐ-UBND", "của phần"),
    ]
    assert [finding["code"] for finding in told if not finding.get("waived")] == ["KC020"]


def test_a_waiver_with_an_excerpt_takes_the_finding_that_has_it(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "trực ban; Quyết định số 16/QĐ- UBND của UBND tỉnh."
    put(plan, WAIVED.replace("trực ban.", text).replace("trich: 15/", "trich: 16/"))
    assert [finding["fix"] for finding in as_json(plan, capsys)] == ["15/QĐ-UBND"]


def test_an_excerpt_means_the_words_before_what_stands_around_them(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        plan,
        "doan: Theo Quyết định số 15/QĐ- UBND; Quyết định số 16/QĐ- UBND của UBND tỉnh.\n"
        "        bo_qua: [{ma: VD001, trich: 16/QĐ- UBND, ly_do: đúng chỗ 16}]",
    )
    told = as_json(plan, capsys)
    assert [f["fix"] for f in told if f["code"] in ("VD001", "KC020")] == ["15/QĐ-UBND"]


GENERAL = "{ma: VD001, ly_do: bất kỳ}"
EXACT = "{ma: VD001, trich: 15/QĐ- UBND, ly_do: đúng chỗ 15}"


@pytest.mark.parametrize("waivers", [(GENERAL, EXACT), (EXACT, GENERAL)])
def test_of_waivers_on_one_node_the_one_with_an_excerpt_takes_its_finding_first(
    plan: Path, capsys: pytest.CaptureFixture[str], waivers: tuple[str, str]
) -> None:
    put(
        plan,
        "doan: Theo Quyết định số 15/QĐ- UBND; Quyết định số 16/QĐ- UBND của UBND tỉnh.\n"
        f"        bo_qua: [{', '.join(waivers)}]",
    )
    told = as_json(plan, capsys, "--show-waived")
    reasons = {finding["fix"]: finding.get("waived") for finding in told if finding["fix"]}
    assert reasons == {"15/QĐ-UBND": "đúng chỗ 15", "16/QĐ-UBND": "bất kỳ"}
    assert "KC020" not in {finding["code"] for finding in told}


def test_the_longer_of_two_excerpts_that_fit_takes_its_finding_first(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        plan,
        "doan: Theo Quyết định số 15/QĐ- UBND; Quyết định số 16/QĐ- UBND của UBND tỉnh.\n"
        "        bo_qua:\n"
        "          - {ma: VD001, trich: QĐ- UBND, ly_do: ngắn}\n"
        "          - {ma: VD001, trich: 15/QĐ- UBND, ly_do: dài}",
    )
    told = as_json(plan, capsys, "--show-waived")
    reasons = {finding["fix"]: finding.get("waived") for finding in told if finding["fix"]}
    assert reasons == {"15/QĐ-UBND": "dài", "16/QĐ-UBND": "ngắn"}


def test_a_waiver_without_reason_is_refused(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(plan, "doan: Trực ban.\n        bo_qua: [{ma: VD001}]")
    assert main(["check", str(plan)]) == Exit.REFUSED
    assert "ly_do" in capsys.readouterr().out


def test_fix_changes_the_faulty_words_and_no_other_byte(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        plan,
        ">-\n        Thực hiện  Quyết định số 15/QĐ-\n        UBND của UBND tỉnh về trực ban .",
    )
    before = b"\xef\xbb\xbf" + plan.read_bytes().replace(b"\n", b"\r\n")
    plan.write_bytes(before)
    main(["check", str(plan), "--fix"])
    after = plan.read_bytes()
    expected = (
        before.replace("hiện  Quyết".encode(), "hiện Quyết".encode())
        .replace("QĐ-\r\n        UBND".encode(), "QĐ-UBND".encode())
        .replace(b"ban .", b"ban.")
    )
    assert after == expected
    assert "đã sửa 3 chỗ" in capsys.readouterr().err


FAULTY = """Kiểm tra các công trình:hồ chứa,đê điều.
      - Giảm 12.50 triệu đồng, giảm 8.11% chi phí; gia cố( cả  đê ) ở xã.
      - Theo {{ vien_dan('qd_12', in_nguyen='Quyết định số 12/QĐ - TTg') }} của xã."""


def test_fix_leaves_words_words_and_a_second_run_nothing_to_do(plan: Path) -> None:
    put(plan, FAULTY)
    main(["check", str(plan), "--fix"])
    after = plan.read_text(encoding="utf-8")
    assert "- Kiểm tra các công trình:hồ chứa, đê điều." in after  # ': ' would make it a key
    assert "giảm 8,11% chi phí; gia cố (cả đê) ở xã" in after
    assert "12.50 triệu" in after  # 12,50 or 12.500: nobody can tell
    assert "12/QĐ - TTg" in after  # in_nguyen: what was published
    assert main(["check", str(plan), "--fix"]) == Exit.FINDINGS
    assert plan.read_text(encoding="utf-8") == after


@pytest.mark.parametrize(
    ("wrong", "once", "right"),
    [
        # Two spaces, and a space before the comma: the longer of the two holds the other.
        ("đê điều  ,hồ chứa", "đê điều,hồ chứa", "đê điều, hồ chứa"),
        ("gia cố(  cả đê)", "gia cố(cả đê)", "gia cố (cả đê)"),
    ],
)
def test_of_fixes_that_overlap_the_second_waits(
    plan: Path, capsys: pytest.CaptureFixture[str], wrong: str, once: str, right: str
) -> None:
    put(plan, f"Kiểm tra {wrong} ở các xã.")
    before = plan.read_text("utf-8")
    main(["check", str(plan), "--diff"])
    added = [line for line in capsys.readouterr().out.splitlines() if line.startswith("+ ")]
    assert added == [f"+      - Kiểm tra {once} ở các xã."]
    assert main(["check", str(plan), "--fix"]) == 0
    assert plan.read_text("utf-8") == before.replace(wrong, right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Quyết định số 15/QĐ- UBND  của UBND tỉnh", "Quyết định số 15/QĐ-UBND của UBND tỉnh"),
        (normalize("NFD", "nước tràn đê") + "  ở xã", "nước tràn đê ở xã"),
    ],
)
def test_fixes_that_only_touch_are_made_at_once(
    plan: Path, capsys: pytest.CaptureFixture[str], wrong: str, right: str
) -> None:
    put(plan, f"Thực hiện phương án {wrong}.")
    main(["check", str(plan), "--diff"])
    added = [line for line in capsys.readouterr().out.splitlines() if line.startswith("+ ")]
    assert added == [f"+      - Thực hiện phương án {right}."]


def test_fix_composes_letters(plan: Path) -> None:
    right = plan.read_bytes()
    put(plan, normalize("NFD", CLAUSE))
    assert main(["check", str(plan), "--fix"]) == Exit.OK
    assert plan.read_bytes() == right


def test_diff_shows_and_writes_nothing(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(plan, "Thực hiện Quyết định số 15/QĐ- UBND của UBND tỉnh về trực ban.")
    before = plan.read_bytes()
    main(["check", str(plan), "--diff"])
    out = capsys.readouterr().out
    assert any(x.startswith("+") and "15/QĐ-UBND" in x for x in out.splitlines())
    assert plan.read_bytes() == before


def test_an_unreadable_plan_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "missing.yaml")]) == Exit.REFUSED
    assert "không tìm thấy tệp" in capsys.readouterr().out


def test_the_published_plan_is_clean_but_for_what_is_waived(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = PROJECT / "content" / "plan_2024.yaml"
    assert main(["check", str(plan)]) == Exit.OK
    capsys.readouterr()
    waived = as_json(plan, capsys, "--show-waived")
    assert all(finding["waived"] or finding["severity"] == "info" for finding in waived)


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == Exit.OK
    listed = capsys.readouterr().out
    assert all(code in listed for code in rules())
    assert main(["rules", "vd001"]) == Exit.OK
    told = capsys.readouterr().out
    assert "sai:" in told
    assert "đúng:" in told
    assert main(["rules", "VD999"]) == Exit.REFUSED


def test_the_document_of_the_rules_is_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    page = (PROJECT / "docs" / "quy-tac.md").read_text(encoding="utf-8")
    assert main(["rules", "--markdown"]) == 0
    assert page.endswith("\n" + capsys.readouterr().out)
