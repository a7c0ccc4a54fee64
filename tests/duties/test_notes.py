"""Notes for recipients: who gets one, what it says, and that it is not taken for the document."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import normalize

import pikepdf
import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.disk.made_files import Maker
from kehoach.duties.notes import Note, notes, write_notes
from kehoach.findings import InputRefused
from kehoach.recipients.expansion import Addressee
from kehoach.resolve.read import Reading, read_plan

NOTE_LIST = "danh_sach_phieu.json"
MAKER = Maker("duties --phieu", DEFAULT_PLAN, overwrite=True)
DISTRICTS = {
    "h_kbang": "huyện Kbang",
    "tx_an_khe": "thị xã An Khê",
    "tp_pleiku": "thành phố Pleiku",
    "h_duc_co": "huyện Đức Cơ",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notes of the 2024 plan, from the command line."""
    made = tmp_path_factory.mktemp("notes")
    assert main(["duties", str(DEFAULT_PLAN), "--phieu", str(made)]) == Exit.OK
    return made


@pytest.fixture(scope="module")
def read() -> Reading:
    return read_plan(DEFAULT_PLAN)


def words(pdf: Path) -> str:
    """What poppler reads, in reading order, white space made one."""
    command = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    return " ".join(normalize("NFC", text).split())


def test_who_only_receives_gets_none(folder: Path) -> None:
    made = {file.stem for file in folder.glob("*.pdf")}
    only_receive = {"bo_ldtbxh", "thuong_truc_tinh_uy", "thuong_truc_hdnd", "lanh_dao_ubnd"}
    only_receive |= {"lanh_dao_vp", "hu_kbang", "tu_pleiku"}
    assert not made & only_receive
    assert len(made) == 1 + 12 + 6 + 17  # MTTQ; sở, ban, ngành; hội, đoàn thể; UBND huyện


def test_calendars_go_with_notes_that_have_deadlines(folder: Path) -> None:
    """MTTQ and the association of enterprises have duties, but no deadline."""
    notes_made, calendars = ({f.stem for f in folder.glob(f"*.{k}")} for k in ("pdf", "ics"))
    assert notes_made - calendars == {"ubmttq", "hiep_hoi_dn"}
    assert calendars <= notes_made


def test_a_calendar_of_an_earlier_plan_is_taken_away(read: Reading, tmp_path: Path) -> None:
    (tmp_path / "ubmttq.ics").write_text("BEGIN:VCALENDAR", "utf-8")
    asked = Addressee("ubmttq", "Ủy ban MTTQVN tỉnh", "Ủy ban MTTQVN tỉnh", ("giay",))
    assert sum(write_notes(read, list(notes(read, [asked])), tmp_path, MAKER)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["ubmttq.pdf"]


def test_a_note_is_no_document(folder: Path) -> None:
    text = words(folder / "so_yt.pdf")
    assert "không thay thế văn bản" in text
    assert "CỘNG HÒA XÃ HỘI" not in text
    assert "Độc lập - Tự do" not in text
    assert "trích sao" not in text.lower()


def test_a_note_tells_its_own_duties(folder: Path) -> None:
    text = words(folder / "so_yt.pdf")
    assert "Đơn vị: Sở Y tế Nhiệm vụ của đơn vị trong Kế hoạch số 3456/KH-UBND" in text
    assert "Phần III, mục 2.5, gạch đầu dòng thứ 1 · Thực hiện Trực tiếp quản lý, hướng dẫn" in text
    assert "Thời hạn: trước ngày 20/5/2024; trước ngày 30/10/2024" in text
    numbers = re.findall(r"(\d+)\. Phần [IV]+, ", text)
    assert numbers == [str(number) for number in range(1, 25)]
    assert "Chủ trì Dự án 6" not in text  # of another department


def test_bodies_that_are_asked_get_requests(folder: Path) -> None:
    text = words(folder / "ubmttq.pdf")
    assert "Nội dung đề nghị trong Kế hoạch số 3456/KH-UBND" in text
    assert "Nhiệm vụ của đơn vị" not in text
    assert not re.search(r"· (Phối hợp|Thực hiện|Chủ trì)", text)


@pytest.mark.parametrize("unit", DISTRICTS)
def test_sheets_are_shared_and_names_are_not(folder: Path, unit: str) -> None:
    text = words(folder / f"{unit}.pdf")
    named = {key for key, name in DISTRICTS.items() if f"Ủy ban nhân dân {name}" in text}
    assert named == {unit}
    with pikepdf.open(folder / f"{unit}.pdf") as pdf:
        assert DISTRICTS[unit] in str(pdf.docinfo["/Title"])


def test_a_note_is_the_same_made_alone(folder: Path, tmp_path: Path) -> None:
    """So that one sent again later is the one sent before."""
    command = ["duties", str(DEFAULT_PLAN), "--phieu", str(tmp_path), "--don-vi", "h_kbang"]
    assert main(command) == Exit.OK
    made = {file.name for file in tmp_path.iterdir()}
    assert made == {"h_kbang.pdf", "h_kbang.ics", NOTE_LIST}
    for name in made - {NOTE_LIST}:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_a_long_name_keeps_clear_of_the_title(read: Reading, tmp_path: Path) -> None:
    name = "Ủy ban nhân dân phường Nguyễn Thị Minh Khai, thành phố mang tên " + "rất dài " * 12
    addressee = Addressee("so_tp", name.strip(), "Các sở", ("giay",))
    made = list(notes(read, [addressee]))
    assert sum(write_notes(read, made, tmp_path, MAKER)) == 1
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(tmp_path / "so_tp.pdf"), "-"],
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', boxes)
    name_bottom = max(float(bottom) for _, bottom, word in found if word == "dài")
    title_top = next(float(top) for top, _, word in found if word == "Nhiệm")
    assert name_bottom < title_top


def test_who_receives_for_others_gets_the_note_of_each(read: Reading) -> None:
    shared = Addressee("so_tp", "Sở Tư pháp", "Các sở", ("giay",), cung_nhan=("so_tc",))
    whole = Addressee("nhom_doan_the", "Các đoàn thể", "Các hội", ("giay",))
    made = list(notes(read, [shared, whole]))
    assert [(note.addressee, note.unit) for note in made][:2] == [
        ("so_tp", "so_tc"),
        ("so_tp", "so_tp"),
    ]
    rest = {note.unit for note in made[2:]}
    assert rest == {"ldld_tinh", "hoi_nd_tinh", "tinh_doan", "hoi_lhpn_tinh", "hoi_ccb_tinh"}


def test_no_note_for_who_does_not_receive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["duties", str(DEFAULT_PLAN), "--phieu", str(tmp_path / "p"), "--don-vi", "bhxh_tinh"]
    assert main(command) == Exit.REFUSED
    assert "NV003" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_notes_have_one_format(tmp_path: Path) -> None:
    command = ["duties", str(DEFAULT_PLAN), "--phieu", str(tmp_path), "--format", "ics"]
    assert main(command) == Exit.USAGE


def listed(folder: Path) -> dict[str, tuple[str, str]]:
    """The list that goes with the notes: unit and hash by file."""
    made = json.loads((folder / NOTE_LIST).read_text("utf-8"))
    return {entry["tep"]: (entry["don_vi"], entry["sha256"]) for entry in made["phieu"]}


def test_the_list_names_every_file_with_its_hash(folder: Path) -> None:
    files = {file for file in folder.iterdir() if file.name != NOTE_LIST}
    assert listed(folder) == {
        file.name: (file.stem, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files
    }


def test_a_note_more_joins_the_list_of_the_same_plan(tmp_path: Path) -> None:
    plan, made = tmp_path / "ke_hoach.yaml", tmp_path / "phieu"
    for name in ("don_vi.yaml", "noi_nhan.yaml"):
        shutil.copy(DEFAULT_PLAN.with_name(name), tmp_path)
    shutil.copy(DEFAULT_PLAN, plan)
    command = ["duties", str(plan), "--phieu", str(made), "--don-vi"]
    for unit in ("h_kbang", "so_yt", "h_kbang"):
        assert main([*command, unit]) == Exit.OK
    assert {unit for unit, _ in listed(made).values()} == {"h_kbang", "so_yt"}
    # A plan that was changed has none of the notes made before.
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("hộ nghèo ở huyện", "hộ nghèo tại huyện"), "utf-8")
    assert main([*command, "so_yt"]) == Exit.OK
    assert {unit for unit, _ in listed(made).values()} == {"so_yt"}


@pytest.mark.parametrize(
    "unit", ["../ngoai", "/tmp/luong", "a/b", "..", "-o", "", "a b", "sở", "x\0"]
)
def test_no_note_is_written_outside_its_folder(unit: str, read: Reading, tmp_path: Path) -> None:
    asked = Addressee("so_tp", "Sở Tư pháp", "Các sở", ("giay",))
    (note,) = notes(read, [asked])
    own = tmp_path / "phieu"
    with pytest.raises(InputRefused, match="NV005"):
        list(write_notes(read, [note, Note(unit, unit, "Sở Tư pháp", note.listing)], own, MAKER))
    assert list(tmp_path.rglob("*")) == []
