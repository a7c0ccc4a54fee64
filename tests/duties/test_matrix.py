"""The duty matrix against the published text, and the command that gives it in every format."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import docx
import openpyxl
import pytest
import vobject
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.duties.matrix import Duty, Matrix
from kehoach.resolve.read import read_plan

GOLDEN = Path(__file__).parents[1] / "golden"
PUBLISHED = " ".join(normalize("NFC", (GOLDEN / "plan_2024.txt").read_text("utf-8")).split())

UNITS = {
    "LĐTBXH": "so_ldtbxh",
    "KHĐT": "so_khdt",
    "TC": "so_tc",
    "NNPTNT": "so_nnptnt",
    "TNMT": "so_tnmt",
    "YT": "so_yt",
    "XD": "so_xd",
    "TTTT": "so_tttt",
    "GDĐT": "so_gddt",
    "TP": "so_tp",
    "VHTTDL": "so_vhttdl",
    "BDT": "ban_dan_toc",
    "BHXH": "bhxh_tinh",
    "NHCSXH": "nhcsxh_tinh",
    "MTTQ": "ubmttq",
    "Hiệp hội DN": "hiep_hoi_dn",
    "sở ban ngành": "nhom_so_ban_nganh",
    "thành viên BCĐ": "nhom_thanh_vien_bcd",
    "thành viên MTTQ": "nhom_thanh_vien_mttq",
    "đoàn thể": "nhom_doan_the",
    "hội đoàn thể": "nhom_hoi_doan_the",
    "tổ chức xã hội": "nhom_to_chuc_xa_hoi",
    "UBND huyện": "nhom_ubnd_huyen",
    "UBND các cấp": "nhom_ubnd_cac_cap",
    "địa phương": "nhom_dia_phuong",
    "đơn vị": "nhom_don_vi",
}
ROLES = {"chủ trì": "chu_tri", "phối hợp": "phoi_hop", "đề nghị": "de_nghi"} | {
    "thực hiện": "thuc_hien"
}
DEADLINE_WORDS = re.compile(r"trước ngày|chậm nhất|trong quý|hoàn thành trong|đến hết ngày")


@dataclass(frozen=True)
class Expected:
    """A line of the table that was read by hand."""

    place: str
    roles: dict[str, str]
    due: list[tuple[date, bool]]
    words: str


def expected() -> Iterator[Expected]:
    for line in (GOLDEN / "nhiem_vu_2024.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        place, role, who, along, due, words = (part.strip() for part in line.split("|"))
        bound = {UNITS[name.strip()]: ROLES[role] for name in who.split(";")}
        partners = {UNITS[name.strip()]: "phoi_hop" for name in along.split(";") if name.strip()}
        yield Expected(
            place, partners | bound, [day(each) for each in due.split(";") if each], words
        )


def day(text: str) -> tuple[date, bool]:
    before, figures = text.strip().startswith("trước"), text.split()[-1]
    return datetime.strptime(figures, "%d/%m/%Y").date(), before


def place_of(duty: Duty) -> str:
    """'phần III, mục 2.8, gạch đầu dòng thứ 2' as the table writes it: 'III.2.8 -2'."""
    part, item, *rest = duty.muc.removeprefix("phần ").split(", ")
    signs = {"gạch đầu dòng thứ ": "-", "dấu cộng thứ ": "+", "đoạn thứ ": ""}
    text = f"{part}.{item.removeprefix('mục ')}"
    for each in rest:
        word = next(word for word in signs if each.startswith(word))
        text += f" {signs[word]}{each.removeprefix(word)}"
    return text


# The 2024 plan


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    read = read_plan(DEFAULT_PLAN)
    return Matrix(read.document, read.register)


def test_the_table_is_of_the_published_text() -> None:
    """The first words of each line stand in the text, in the same order."""
    at = PUBLISHED.index("III. NHIỆM VỤ")
    for line in expected():
        at = PUBLISHED.find(line.words, at)
        assert at > 0, line
        at += len(line.words)


def test_the_table_has_every_deadline_of_the_published_text() -> None:
    lines = list(expected())
    at = PUBLISHED.index("III. NHIỆM VỤ")
    starts = []
    for line in lines:
        at = PUBLISHED.index(line.words, at)
        starts.append(at)
    owners = set()
    for found in DEADLINE_WORDS.finditer(PUBLISHED, starts[0]):
        owners.add(max(index for index, start in enumerate(starts) if start < found.start()))
    assert owners == {index for index, line in enumerate(lines) if line.due}


def test_every_agency_every_clause_every_deadline(matrix: Matrix) -> None:
    found: dict[str, tuple[dict[str, str], list[tuple[date, bool]]]] = {}
    for duty in matrix.duties:
        roles, _ = found.setdefault(place_of(duty), ({}, [(d.ngay, d.truoc) for d in duty.han]))
        roles[duty.unit] = duty.vai_tro
    assert found == {line.place: (line.roles, line.due) for line in expected()}


def test_texts_are_those_of_the_clauses(matrix: Matrix) -> None:
    words = {line.place: line.words for line in expected()}
    for duty in matrix.duties:
        assert duty.noi_dung.startswith(words[place_of(duty)])


BY_HAND = {
    "so_yt": """
        III.1.1 -4 phối hợp, III.2.1 -1 phối hợp, III.2.2 phối hợp, III.2.5 -1 thực hiện,
        III.2.5 -2 thực hiện, III.2.5 -3 thực hiện, III.2.5 -4 phối hợp, III.2.5 -5 thực hiện,
        III.2.7 -3 phối hợp, III.3.2 phối hợp, III.3.5 -1 phối hợp, III.3.5 -2 phối hợp,
        III.3.5 -3 phối hợp, III.3.6 phối hợp, III.3.8 phối hợp, III.3.9 phối hợp,
        III.4 -2 thực hiện, V.1 -1 phối hợp, V.1 -2 thực hiện, V.1 -3 thực hiện, V.1 -4 thực hiện,
        V.1 -5 thực hiện, V.4 1 thực hiện, V.4 2 thực hiện""",
    "ubmttq": """
        III.1.1 -4 phối hợp, III.2.6 -2 phối hợp, III.2.9 đề nghị, III.3.5 -3 phối hợp,
        V.3 -1 đề nghị, V.3 -2 đề nghị, V.3 -3 đề nghị, V.3 -4 đề nghị""",
    "tinh_doan": """
        III.1.1 -4 phối hợp, III.2.6 -2 phối hợp, III.3.3 -3 thực hiện, III.3.5 -2 phối hợp,
        III.3.5 -3 phối hợp, III.3.8 phối hợp, V.3 -1 phối hợp, V.3 -2 đề nghị, V.3 -3 đề nghị,
        V.3 -4 đề nghị, V.4 1 thực hiện, V.4 2 thực hiện""",
}


@pytest.mark.parametrize("unit", BY_HAND)
def test_own_duties_and_those_of_the_groups(matrix: Matrix, unit: str) -> None:
    """Read by hand: who is a member of the groups that the text names has their duties."""
    wanted = [each.strip() for each in BY_HAND[unit].split(",")]
    roles = {role: name for name, role in ROLES.items()}
    assert [f"{place_of(d)} {roles[d.vai_tro]}" for d in matrix.of(unit)] == wanted


def test_who_leads_does_not_also_work_along(matrix: Matrix) -> None:
    """Sở LĐ-TB&XH leads III.2.1 -1 'phối hợp với các sở, ngành', to which it belongs itself."""
    mine = {place_of(duty): duty for duty in matrix.of("so_ldtbxh")}
    assert (mine["III.2.1 -1"].vai_tro, mine["III.2.1 -1"].qua) == ("chu_tri", None)
    assert (mine["III.2.2"].vai_tro, mine["III.2.2"].qua) == ("phoi_hop", "nhom_so_ban_nganh")


def test_bodies_that_are_only_asked(matrix: Matrix) -> None:
    asked = {unit for unit in matrix.holders if matrix.is_asked(unit)}
    assert asked == {
        *("ubmttq", "ldld_tinh", "hoi_nd_tinh", "tinh_doan", "hoi_lhpn_tinh", "hoi_ccb_tinh"),
        *("nhom_thanh_vien_mttq", "nhom_to_chuc_xa_hoi"),
    }


# Other plans


Run = Callable[..., str]
PLAN: dict[str, Any] = {
    "nam": 2025,
    "the_thuc": {
        "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
        "ky_hieu": "KH-UBND",
        "dia_danh": "Ia Băng",
        "trich_yeu": "Giảm nghèo",
    },
    "noi_nhan": ["Các phòng", {"luu": "VT"}],
    "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
}
REGISTER = {
    "phong_kt": {"ten": "Phòng Kinh tế"},
    "phong_vh": {"ten": "Phòng Văn hóa", "ten_ngan": "Phòng VH"},
    "nhom_phong": {"ten": "Các phòng", "loai": "nhom", "thanh_vien": ["phong_kt", "phong_vh"]},
}


@pytest.fixture
def plan(tmp_path: Path) -> Callable[[list[Any]], Path]:
    def write(clauses: list[Any]) -> Path:
        path = tmp_path / "ke_hoach.yaml"
        texts = {path.with_name("don_vi.yaml"): REGISTER, path: PLAN | {"noi_dung": clauses}}
        for file, data in texts.items():
            file.write_text(yaml.dump(data, allow_unicode=True, sort_keys=False), "utf-8")
        return path

    return write


def duties_of(path: Path, unit: str) -> list[tuple[str, str, list[str]]]:
    read = read_plan(path)
    found = Matrix(read.document, read.register).of(unit)
    return [(d.noi_dung, d.vai_tro, [str(due.ngay) for due in d.han]) for d in found]


def test_the_deadline_of_a_heading_holds_for_all_below_it(plan: Callable[..., Path]) -> None:
    path = plan(
        [
            {
                "tieu_de": "Việc của các phòng",
                "don_vi": "nhom_phong",
                "han": "01/6/2025",
                "muc": ["Rà soát.", {"doan": "Báo cáo.", "han": "30/6/2025"}],
            }
        ]
    )
    wanted = [("Rà soát.", "thuc_hien", ["2025-06-01"]), ("Báo cáo.", "thuc_hien", ["2025-06-30"])]
    assert duties_of(path, "phong_vh") == wanted


def test_a_role_holds_below_unless_others_are_named(plan: Callable[..., Path]) -> None:
    below = ["Vận động.", {"don_vi": "phong_vh", "doan": "Tuyên truyền."}]
    node = {"tieu_de": "Đề nghị", "don_vi": "phong_kt", "vai_tro": "de_nghi", "muc": below}
    path = plan([node])
    assert duties_of(path, "phong_kt") == [("Vận động.", "de_nghi", [])]
    assert duties_of(path, "phong_vh") == [("Tuyên truyền.", "thuc_hien", [])]


def test_partners_of_a_heading_work_along_in_all_below_it(plan: Callable[..., Path]) -> None:
    node = {"don_vi": "phong_kt", "phoi_hop": "phong_vh", "muc": ["Rà soát.", "Báo cáo."]}
    path = plan([{"tieu_de": "Nhiệm vụ", "muc": [node]}])
    assert [role for _, role, _ in duties_of(path, "phong_kt")] == ["thuc_hien", "thuc_hien"]
    assert [role for _, role, _ in duties_of(path, "phong_vh")] == ["phoi_hop", "phoi_hop"]


def test_partners_without_a_leader(plan: Callable[..., Path]) -> None:
    path = plan([{"doan": "Các phòng cùng tuyên truyền.", "phoi_hop": "nhom_phong"}])
    assert [role for _, role, _ in duties_of(path, "phong_vh")] == ["phoi_hop"]


def test_a_line_that_only_names_an_agency_is_no_duty(plan: Callable[..., Path]) -> None:
    node = {"don_vi": "phong_kt", "doan": "{{ don_vi }}:", "muc": ["Rà soát."]}
    more = {"don_vi": "phong_kt", "doan": "Thực hiện các việc sau:", "muc": ["Kiểm tra."]}
    bare = {"don_vi": "phong_kt"}
    path = plan([{"tieu_de": "Nhiệm vụ", "muc": [node, more, bare]}])
    texts = [text for text, _, _ in duties_of(path, "phong_kt")]
    assert texts == ["Rà soát.", "Thực hiện các việc sau:", "Kiểm tra."]


# The command


def test_text_of_one_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duties", str(DEFAULT_PLAN), "--don-vi", "Sở Tư pháp"]) == Exit.OK
    out = capsys.readouterr().out
    assert out.startswith(
        "Sở Tư pháp (so_tp)\n"
        "Nhiệm vụ của đơn vị trong Kế hoạch số 3456/KH-UBND ngày 08 tháng 12 năm 2023\n"
    )
    assert "Phần III, mục 3.4 · Chủ trì\n" in out
    assert "→ Thời hạn: trước ngày 20/5/2024; trước ngày 30/10/2024" in out
    assert max(map(len, out.splitlines())) <= 100


def test_bodies_that_are_asked_are_not_ordered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duties", str(DEFAULT_PLAN), "--don-vi", "ubmttq"]) == Exit.OK
    out = capsys.readouterr().out
    assert "Nội dung đề nghị trong Kế hoạch số 3456/KH-UBND" in out
    assert "Nhiệm vụ của đơn vị" not in out
    assert "Đề nghị phối hợp" in out


@pytest.mark.parametrize(
    ("unit", "code", "advice"),
    [
        ("so_yy", "NV001", "có phải so_yt (Sở Y tế)?"),
        ("Sở Ý tế", "NV001", "có phải so_yt (Sở Y tế)?"),
        ("bo_nv", "NV002", ""),
    ],
)
def test_a_unit_that_is_not_there(
    capsys: pytest.CaptureFixture[str], unit: str, code: str, advice: str
) -> None:
    assert main(["duties", str(DEFAULT_PLAN), "--don-vi", unit]) == Exit.REFUSED
    said = capsys.readouterr().err
    assert code in said
    assert advice in said


def test_a_calendar_needs_a_deadline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """RFC 5545, 3.6: a calendar without a component is none."""
    target = tmp_path / "x.ics"
    command = ["duties", str(DEFAULT_PLAN), "--don-vi", "ubmttq", "--format", "ics"]
    assert main([*command, "-o", str(target)]) == Exit.REFUSED
    assert "NV004" in capsys.readouterr().err
    assert not target.exists()


def test_files_need_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duties", str(DEFAULT_PLAN), "--format", "xlsx"]) == Exit.USAGE
    assert "cần -o TỆP" in capsys.readouterr().err


def test_the_name_of_a_file_says_its_format(tmp_path: Path) -> None:
    target = tmp_path / "nhiem-vu.xlsx"
    assert main(["duties", str(DEFAULT_PLAN), "--don-vi", "so_yt", "-o", str(target)]) == Exit.OK
    assert openpyxl.load_workbook(target).sheetnames == ["Nhiệm vụ"]


@pytest.mark.parametrize(
    ("options", "name"),
    [(["--format", "xlsx"], "a.docx"), (["--format", "text"], "a.xlsx"), ([], "a.pdf")],
)
def test_a_file_is_what_its_name_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], name: str
) -> None:
    target = tmp_path / name
    assert main(["duties", str(DEFAULT_PLAN), *options, "-o", str(target)]) == Exit.USAGE
    assert "phải có đuôi" in capsys.readouterr().err
    assert not target.exists()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of all units, by format."""
    folder = tmp_path_factory.mktemp("duties")
    made = {}
    for name in ("xlsx", "docx", "ics"):
        made[name] = folder / f"all.{name}"
        command = ["duties", str(DEFAULT_PLAN), "--format", name, "-o", str(made[name])]
        assert main(command) == Exit.OK
    return made


@pytest.mark.parametrize("name", ["xlsx", "docx", "ics"])
def test_the_same_bytes_every_time(files: dict[str, Path], tmp_path: Path, name: str) -> None:
    """In another process, where sets and dictionaries of the libraries have another order."""
    again = tmp_path / f"again.{name}"
    command = ["-m", "kehoach", "duties", str(DEFAULT_PLAN), "--format", name, "-o", str(again)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    assert again.read_bytes() == files[name].read_bytes()


def test_workbook_has_a_row_for_each_duty_of_each_unit(
    files: dict[str, Path], matrix: Matrix
) -> None:
    sheet = openpyxl.load_workbook(files["xlsx"])["Nhiệm vụ"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == sum(len(matrix.of(unit)) for unit in matrix.holders)
    kbang = [row for row in rows if row[1] == "Ủy ban nhân dân huyện Kbang" and row[6]]
    assert [(row[2], row[5], row[6]) for row in kbang] == [
        ("Phần III, mục 1.2, gạch đầu dòng thứ 1", "31/3/2024", datetime(2024, 3, 31)),
        ("Phần V, mục 2, gạch đầu dòng thứ 1", "trước ngày 31/01/2024", datetime(2024, 1, 31)),
        (
            "Phần V, mục 4, đoạn thứ 1",
            "trước ngày 20/5/2024; trước ngày 30/10/2024",
            datetime(2024, 5, 20),
        ),
    ]


def test_grid_of_clauses_and_units(files: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(files["xlsx"])["Ma trận"]
    units = [cell.value for cell in sheet[3]]
    letters = {"chu_tri": "C", "thuc_hien": "T", "phoi_hop": "P", "de_nghi": "Đ"}
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "Phần III, mục 3.2")
    marked = {units[at]: cell.value for at, cell in enumerate(row) if at > 2 and cell.value}
    assert marked == {
        "Sở TN&MT": letters["chu_tri"],
        "Sở NN&PTNT": letters["phoi_hop"],
        "Các sở, ban, ngành": letters["phoi_hop"],
    }
    assert sheet.max_row - 3 == len(list(expected()))


def test_word_file_has_a_table_for_each_unit(files: dict[str, Path], matrix: Matrix) -> None:
    document = docx.Document(str(files["docx"]))
    assert len(document.tables) == len(matrix.named)
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    table = document.tables[headings.index("Sở Tư pháp")]
    assert len(table.rows) == 1 + len(matrix.of("so_tp"))
    assert "không thay thế văn bản" in document.paragraphs[-1].text


def test_word_file_centres_numbers_and_tells_members_in_plain_letters(
    files: dict[str, Path],
) -> None:
    document = docx.Document(str(files["docx"]))
    for table in document.tables:
        number, *texts = (cell.paragraphs[0].style for cell in table.rows[1].cells)
        assert number.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert all(style.paragraph_format.alignment is None for style in texts)
    members = [p for p in document.paragraphs if p.text.startswith("Gồm: ")]
    headings = [p for p in document.paragraphs if p.text.startswith("Nhiệm vụ của đơn vị trong")]
    assert len(members) > 1
    assert not any(p.style.font.bold for p in members if p.style)
    assert all(p.style.font.bold for p in headings if p.style)


def test_word_file_on_paper(
    tmp_path: Path, convert: Callable[..., list[Path]], matrix: Matrix
) -> None:
    """As LibreOffice lays it out: every duty is there, and no line leaves the page."""
    target = tmp_path / "so_tp.docx"
    command = ["duties", str(DEFAULT_PLAN), "--don-vi", "so_tp", "--format", "docx"]
    assert main([*command, "-o", str(target)]) == Exit.OK
    (pdf,) = convert(so_tp=target.read_bytes())
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True
    ).stdout.decode("utf-8")
    words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', boxes)
    right_margin = (210 - 15) * 72 / 25.4
    assert max(float(right) for _, right, _ in words) < right_margin + 0.5
    left = min(float(left) for left, _, _ in words)
    numbers = [word for x, _, word in words if word.isdecimal() and float(x) < left + 30]
    assert numbers == [str(number) for number in range(1, 1 + len(matrix.of("so_tp")))]


# The calendar, as another library reads it


def test_calendar_holds_each_deadline_once(files: dict[str, Path]) -> None:
    events = events_of(files["ics"].read_text("utf-8"))
    assert [event.dtstart.value for event in events] == [
        date(2024, 1, 31),
        date(2024, 3, 31),
        date(2024, 5, 20),
        date(2024, 10, 30),
    ]
    assert "Gửi Kế hoạch giảm nghèo năm 2024" in events[0].summary.value
    reports = events[2].description.value
    assert "Các sở, ban, ngành cấp tỉnh" in reports
    assert "Sở Y tế" in reports


def test_calendar_of_one_unit(tmp_path: Path) -> None:
    file = tmp_path / "kbang.ics"
    command = ["duties", str(DEFAULT_PLAN), "--don-vi", "h_kbang", "--format", "ics"]
    assert main([*command, "-o", str(file)]) == Exit.OK
    events = events_of(file.read_text("utf-8"))
    assert len({event.uid.value for event in events}) == 4
    for event in events:
        assert event.dtend.value - event.dtstart.value == timedelta(days=1)
        assert event.dtstamp.value.date() == date(2023, 12, 8)
        assert event.description.value.startswith("Ủy ban nhân dân huyện Kbang\n")
        alarms = [alarm.trigger.value for alarm in event.valarm_list]
        assert alarms == [timedelta(days=-7, hours=8), timedelta(days=-1, hours=8)]


def test_calendar_lines_are_folded(files: dict[str, Path]) -> None:
    """RFC 5545, 3.1: lines end in CRLF and take no more than 75 octets; no letter is cut."""
    data = files["ics"].read_bytes()
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")


def events_of(text: str) -> list[Any]:
    return list(vobject.readOne(io.StringIO(text, newline="")).vevent_list)
