"""The decisions that wait: listed, kept from being forgotten, and written into the plan."""

from __future__ import annotations

import re
import shutil
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

REGISTER = PROJECT / "content" / "don_vi.yaml"
ASKED = """\
  can_quyet_dinh:
    - ma: nguoi_ky
      nhom: to_chuc
      cau_hoi: Ai ký?
      ly_do: bản trước do người khác ký
      ghi_vao: ho_ten
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The draft for 2025 as the command writes it, with its register."""
    shutil.copy(REGISTER, tmp_path)
    target = tmp_path / "plan_2025.yaml"
    command = ["roll", str(DEFAULT_PLAN), "--nam", "2025", "-o", str(target)]
    assert main(command) == Exit.OK
    return target


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def plan_with_one_decision(folder: Path, state: str) -> Path:
    """The 2024 plan, which lacks nothing, with one decision open."""
    shutil.copy(REGISTER, folder)
    text = DEFAULT_PLAN.read_text("utf-8").replace("trang_thai: ban_hanh", f"trang_thai: {state}")
    path = folder / "plan.yaml"
    path.write_text(text.rstrip("\n") + "\n" + ASKED, "utf-8")
    return path


# The gate


@pytest.mark.parametrize(
    ("state", "more"), [("ban_hanh", ["--final"]), ("ban_hanh", []), ("trinh_ky", [])]
)
def test_one_open_decision_keeps_a_plan_from_leaving_the_draft_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], state: str, more: list[str]
) -> None:
    path = plan_with_one_decision(tmp_path, state)
    command = ["build", str(path), "--docx", "-o", str(tmp_path / "out"), *more]
    assert main(command) == Exit.REFUSED
    said = capsys.readouterr().err
    assert len(re.findall(r": [A-Z]{2}\d{3} còn điểm chưa quyết định", said)) == 1
    assert "KC606 còn điểm chưa quyết định nguoi_ky: Ai ký?" in said
    assert not (tmp_path / "out").exists()
    assert main(["decide", str(path), "nguoi_ky", "--xong"]) == Exit.OK
    assert main(command) in (Exit.OK, Exit.FINDINGS)
    assert (tmp_path / "out" / "plan.docx").exists()


def test_a_draft_with_open_decisions_builds_and_says_how_many(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(draft), "--docx", "-o", str(draft.parent / "out")]) == Exit.FINDINGS
    total = load(draft)["so_quyet_dinh"]
    assert f"KC606 còn {total} điểm cần quyết định" in capsys.readouterr().err


# The list


def test_todo_tells_progress_by_who_can_decide(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    total = int(load(draft)["so_quyet_dinh"])
    assert main(["decide", str(draft), "nguoi_ky", "han", "--xong"]) == Exit.OK
    capsys.readouterr()
    assert main(["todo", str(draft)]) == Exit.FINDINGS
    said = capsys.readouterr().out
    assert f"Đã quyết định 2 / {total} điểm." in said
    counts = re.findall(
        r"^(SỐ LIỆU|VĂN BẢN, PHÁP LUẬT|TỔ CHỨC BỘ MÁY) \((\d+) điểm\)", said, re.MULTILINE
    )
    assert [name for name, _ in counts] == ["SỐ LIỆU", "VĂN BẢN, PHÁP LUẬT", "TỔ CHỨC BỘ MÁY"]
    assert sum(int(count) for _, count in counts) == total - 2
    assert len(re.findall(r"^    \* ", said, re.MULTILINE)) == total - 2
    assert "so_ldtbxh-1: phần III, mục 2.1 (dòng " in said
    assert "so_nnmt (Sở Nông nghiệp và Môi trường)" in said


def test_todo_of_one_group_and_of_a_plan_without_decisions(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["todo", str(draft), "--nhom", "so_lieu"]) == Exit.FINDINGS
    said = capsys.readouterr().out
    assert "SỐ LIỆU" in said
    assert "PHÁP LUẬT" not in said
    assert main(["todo", str(DEFAULT_PLAN)]) == Exit.OK
    assert "Đã quyết định 0 / 0 điểm." in capsys.readouterr().out


def test_entries_that_were_added_by_hand_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan_with_one_decision(tmp_path, "trinh_ky")
    assert main(["todo", str(path)]) == Exit.FINDINGS
    said = capsys.readouterr().out
    assert "Đã quyết định 0 / 1 điểm." in said
    assert "nguoi_ky: chỗ ký" in said


# Deciding


def added(path: Path, *command: str) -> list[str]:
    """The lines that `decide` puts into a plan."""
    old = path.read_text("utf-8").splitlines()
    assert main(["decide", str(path), *command]) == Exit.OK
    new = path.read_text("utf-8").splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [line for kind, _, _, start, end in steps if kind != "equal" for line in new[start:end]]


@pytest.mark.parametrize(
    ("code", "value", "line"),
    [
        ("chi_tieu-giam_dtts", "3,5", '    gia_tri: "3,5"'),
        ("han", "03/02/{{ nam }}", '          - han: "03/02/{{ nam }}"'),
        ("nguoi_ky", "Trần Văn Bình", "  ho_ten: Trần Văn Bình"),
        (
            "dong_tong-giam_ngheo-giam_ty_le",
            "1,5",
            '    dong_tong: {tt: I, nhan: Tổng cộng toàn tỉnh, giam_ty_le: "1,5"}',
        ),
        ("so_khdt-1", "so_tc", "            don_vi: so_tc"),
        ("bo_ldtbxh-2", "bo_nnmt", "  - {ghi: Bộ Nông nghiệp và Môi trường, gui: bo_nnmt}"),
    ],
)
def test_a_value_goes_to_its_place(draft: Path, code: str, value: str, line: str) -> None:
    assert added(draft, code, "--value", value) == [line]
    assert code not in [each["ma"] for each in waiting(load(draft))]


@pytest.mark.parametrize("newline", [b"\r\n", b"\r"], ids=["Windows", "old Macs"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte-order mark"])
def test_line_ends_and_byte_order_mark_are_kept(draft: Path, newline: bytes, mark: bytes) -> None:
    codes = ["nguoi_ky", "so_ldtbxh-6", "in_nguyen-*", "bo_ldtbxh-*"]
    unix = draft.read_bytes()
    assert main(["decide", str(draft), *codes, "--xong"]) == Exit.OK
    decided = draft.read_bytes()
    draft.write_bytes(mark + unix.replace(b"\n", newline))
    assert main(["decide", str(draft), *codes, "--xong"]) == Exit.OK
    assert draft.read_bytes() == mark + decided.replace(b"\n", newline)


def waiting(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict):
        inner = [each for value in data.values() for each in waiting(value)]
        return [*(data.get("can_quyet_dinh") or ()), *inner]
    return [each for item in data for each in waiting(item)] if isinstance(data, list) else []


def test_an_agency_is_changed_in_ids_and_in_words(draft: Path) -> None:
    bound, text = added(draft, "so_ldtbxh-6", "--value", "so_nnmt")
    assert bound.strip() == "- phoi_hop: [ubmttq, so_nnmt, nhom_doan_the]"
    assert "Ủy ban MTTQVN tỉnh, Sở Nông nghiệp và Môi trường, đoàn thể" in text


def test_one_answer_for_many_and_the_proposal(draft: Path) -> None:
    assert main(["decide", str(draft), "in_nguyen-*", "so_khdt-*", "--de-xuat"]) == Exit.OK
    text = draft.read_text("utf-8")
    assert not re.search(r"^\s*[^#\n]*in_nguyen", text, re.MULTILINE)
    assert "gắn với việc thực hiện {{ vien_dan('kh_47') }} và" in text
    assert not re.search(r"^\s*(?:- )?don_vi: so_khdt", text, re.MULTILINE)


def test_a_recipient_that_is_gone_goes_with_its_line(draft: Path) -> None:
    assert main(["decide", str(draft), "nhom_huyen_uy", "--value", "khong"]) == Exit.OK
    recipients = load(draft)["noi_nhan"]
    assert "nhom_huyen_uy" not in [each.get("gui") for each in recipients]
    assert len(recipients) == len(load(DEFAULT_PLAN)["noi_nhan"]) - 1


def test_what_was_answered_in_the_file_is_only_taken_off(draft: Path) -> None:
    before = load(draft)
    assert main(["decide", str(draft), "cap_huyen-1", "--xong"]) == Exit.OK
    after = load(draft)
    count = len(waiting(before))
    assert len(waiting(after)) == count - 1
    assert without_decisions(after) == without_decisions(before)


def without_decisions(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: without_decisions(v) for k, v in data.items() if k != "can_quyet_dinh"}
    return [without_decisions(item) for item in data] if isinstance(data, list) else data


def test_all_decisions_can_be_taken_off_one_after_the_other(draft: Path) -> None:
    total = int(load(draft)["so_quyet_dinh"])
    codes = [each["ma"] for each in waiting(load(draft))]
    assert len(set(codes)) == len(codes) == total
    assert main(["decide", str(draft), *codes, "--xong"]) == Exit.OK
    assert "can_quyet_dinh" not in draft.read_text("utf-8")
    assert main(["todo", str(draft)]) == Exit.OK


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nguoi-ky", "--xong"], "có phải “nguoi_ky”?"),
        (["so_khdt-1", "--value", "so_tcc"], "có phải “so_tc”?"),
        (["ra_soat-giam_ngheo", "--value", "5"], "--xong"),
        (["so_ldtbxh-1", "--de-xuat"], "nhiều đề xuất"),
        (["nhom_huyen_uy", "--de-xuat"], "không có đề xuất"),
        (["chi_tieu-giam_dtts", "--value", "ba"], "“ba” không phải là số"),
        (["han", "--value", "31/02/2025"], "31/2/2025"),
        (["bo_ldtbxh-1", "--value", "khong"], "không tự đổi được"),
    ],
)
def test_what_cannot_be_written_changes_nothing(
    draft: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = draft.read_bytes()
    assert main(["decide", str(draft), *arguments]) == Exit.REFUSED
    assert said in capsys.readouterr().err
    assert draft.read_bytes() == before


def test_without_an_answer_a_decision_is_only_shown(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = draft.read_bytes()
    capsys.readouterr()
    assert main(["decide", str(draft), "chi_tieu-giam_dtts"]) == Exit.FINDINGS
    said = capsys.readouterr().out
    assert "Chỉ tiêu “Tỷ lệ hộ nghèo dân tộc thiểu số giảm …” năm 2025 là bao nhiêu?" in said
    assert draft.read_bytes() == before
    assert main(["decide", str(draft), "han", "--xong", "--de-xuat"]) == Exit.USAGE


def test_line_ends_of_windows_are_kept(draft: Path) -> None:
    draft.write_bytes(draft.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["decide", str(draft), "so_ldtbxh-*", "--value", "so_nnmt"]) == Exit.OK
    data = draft.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
