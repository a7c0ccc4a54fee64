"""Annexes to Excel and back: LibreOffice computes them, clerks spoil them, plans stay whole."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.main import main
from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.resolve.read import read_plan
from tests.waiting import PATIENCE

DONE, WARNED, REFUSED = 0, 1, 2
UNIT, PEOPLE, POOR, RATE, TARGET, FEWER, KEY = "BCDEFGH"
"""Columns of the exported annex of the 2024 plan."""
TOTAL, FIRST = 8, 9
"""Its total row, and the row of Huyện Kbang."""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the 2024 plan, with its register."""
    shutil.copy(DEFAULT_PLAN.with_name("don_vi.yaml"), tmp_path)
    return Path(shutil.copy(DEFAULT_PLAN, tmp_path))


@pytest.fixture
def exported(plan: Path) -> Path:
    """Its figures as a workbook."""
    target = plan.with_name("so_lieu.xlsx")
    assert main(["annex", "export", str(plan), "-o", str(target)]) == DONE
    return target


@pytest.fixture(scope="module")
def recalculate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """LibreOffice's own copies of workbooks, with everything computed anew by it."""
    folder = tmp_path_factory.mktemp("calc")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"

    def convert(*workbooks: Path) -> list[Path]:
        out = folder / f"{len(list(folder.iterdir()))}"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
        subprocess.run(
            [*command, *map(str, workbooks)], check=True, capture_output=True, timeout=PATIENCE
        )
        return [out / workbook.name for workbook in workbooks]

    return convert


def sheet_of(workbook: Path, **options: Any) -> Worksheet:
    sheet = load_workbook(workbook, **options).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def save(sheet: Worksheet, target: Path) -> None:
    assert sheet.parent
    sheet.parent.save(target)


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old.strip(), new.strip()) for old, new in pairs if old != new]


# Out


def test_the_same_bytes_in_every_run(exported: Path, plan: Path) -> None:
    for seed in ("1", "2"):
        again = exported.with_name(f"{seed}.xlsx")
        subprocess.run(
            [sys.executable, "-m", "kehoach", "annex", "export", str(plan), "-o", str(again)],
            check=True,
            capture_output=True,
            cwd=PROJECT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert again.read_bytes() == exported.read_bytes()


def test_headings_stand_as_printed(exported: Path) -> None:
    sheet = sheet_of(exported)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        *("A2:G2", "A3:G3"),  # the title and the hint for clerks
        *("A4:A6", "B4:B6", "C4:C5", "D4:E4", "D5:E5", "F4:F6", "G4:G6"),
    }
    assert [sheet[at].value for at in ("B4", "D4", "D5", "D6", "E6")] == [
        "Đơn vị",
        "Kết quả rà soát cuối năm 2023",
        "Hộ nghèo",
        "Số hộ",
        "Tỷ lệ (%)",
    ]
    assert [cell.value for cell in sheet[7][:7]] == ["A", "B", "1", "2", "3=2/1", "4", "5"]
    assert sheet.freeze_panes == "C8"
    assert sheet.page_setup.paperSize == 9  # A4
    assert [sheet.column_dimensions[column].hidden for column in "GHI"] == [False, True, True]


def test_only_entered_figures_can_be_typed_over(exported: Path) -> None:
    sheet = sheet_of(exported)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    unlocked = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    rows = range(FIRST, FIRST + 17)
    entered = {f"{column}{row}" for column in (PEOPLE, POOR, TARGET, FEWER) for row in rows}
    assert unlocked == entered | {f"{TARGET}{TOTAL}"}
    fills = {sheet[at].fill.fgColor.rgb for at in unlocked}
    assert len(fills) == 1
    assert fills.isdisjoint({sheet[f"{RATE}{FIRST}"].fill.fgColor.rgb})


def test_excel_refuses_what_cannot_be(
    exported: Path, recalculate: Callable[..., list[Path]], tmp_path: Path
) -> None:
    """The rules are formulas, so LibreOffice can say what they say of a row."""
    # Households, poor households, target, fewer households; and which of them may stand.
    cases = [
        ((18286, 2059, 2.68, 493), (True, True, True, True)),
        ((2058, 2059, 2.68, 493), (False, False, True, True)),
        ((18286.5, 2059, 2.685, -1), (False, True, False, False)),
        ((-1, None, -0.01, "493"), (False, False, False, False)),
        ((None, 2059, 0, 0), (False, True, True, True)),
    ]
    columns = (PEOPLE, POOR, TARGET, FEWER)
    files = []
    for number, (values, _) in enumerate(cases):
        sheet = sheet_of(exported)
        for column, value in zip(columns, values, strict=True):
            sheet[f"{column}{FIRST}"].value = value
        for rule in sheet.data_validations.dataValidation:
            area = next(iter(rule.sqref.ranges))
            formula = str(rule.formula1).replace(str(area.min_row), str(FIRST))
            sheet.cell(40, area.min_col, f"={formula}")
        files.append(tmp_path / f"{number}.xlsx")
        save(sheet, files[-1])
    for made, (_, verdicts) in zip(recalculate(*files), cases, strict=True):
        sheet = sheet_of(made, data_only=True)
        assert tuple(bool(sheet[f"{column}40"].value) for column in columns) == verdicts


# Arithmetic, computed by LibreOffice

COLUMNS = [
    {"ma": "ten", "nhan": "Tên", "kieu": "chu"},
    {"ma": "a", "nhan": "A", "tong": "cong"},
    {"ma": "b", "nhan": "B", "tong": "cong", "thap_phan": 2},
    {"ma": "ty_le", "nhan": "Tỷ lệ", "cong_thuc": "a / b * 100", "thap_phan": 2},
    {"ma": "nua", "nhan": "Nửa", "cong_thuc": "b / 2", "thap_phan": 2},
    {"ma": "tam", "nhan": "Phần tám", "cong_thuc": "-a / 8 + 0.005", "thap_phan": 2},
    {"ma": "hieu", "nhan": "Hiệu", "cong_thuc": "(a - b) - (b - a)", "thap_phan": 1},
    {"ma": "long", "nhan": "Lồng", "cong_thuc": "ty_le / (a / (b - 0.1 - 0.2))", "thap_phan": 3},
    {"ma": "so_voi", "nhan": "So", "cong_thuc": "a / phu_luc.hai.dong_tong.x", "thap_phan": 4},
    {"ma": "muc", "nhan": "Mức", "cong_thuc": "a * chi_tieu.muc / chi_tieu.moc", "thap_phan": 2},
    {"ma": "le", "nhan": "Lẻ", "cong_thuc": "hieu / 8 - 1 / 3", "thap_phan": 0},
]


def random_plan(seed: int, **annex: Any) -> dict[str, Any]:
    """Two annexes that read each other: halves to round, zeros to divide by, gaps, minus signs."""
    chance = random.Random(seed)

    def line(number: int) -> dict[str, Any]:
        a = chance.choice([0, chance.randrange(-5, 40), chance.randrange(10**6)])
        b = chance.choice([0, 30, 400, 80000, chance.randrange(-500, 10**7)])
        figures = {"a": str(a), "b": f"{b / 100:.2f}".replace(".", ",")}
        if seed % 2 and chance.random() < 0.05:
            figures[chance.choice("ab")] = ""
        return {"id": f"r{number}", "ten": f"Dòng {number}", **figures}

    groups = [
        {"nhom": f"Nhóm {g}", "dong": [line(g * 100 + i) for i in range(chance.randrange(1, 60))]}
        for g in range(4)
    ]
    second = {
        "ten": "Hai",
        "cot": [{"ma": "t", "nhan": "T", "kieu": "chu"}, {"ma": "x", "nhan": "X", "tong": "cong"}],
        "dong_tong": {"nhan": "Cộng"},
        "dong": [{"id": f"s{i}", "t": f"S{i}", "x": str(chance.randrange(99))} for i in range(5)],
    }
    return {
        "chi_tieu": {
            "moc": {"gia_tri": "7"},
            "muc": {"cong_thuc": "phu_luc.hai.dong_tong.x / 3 + chi_tieu.moc", "thap_phan": 1},
        },
        "phu_luc": {
            "mot": {"ten": "Một", "cot": COLUMNS, "dong_tong": {}, "dong": groups} | annex,
            "hai": second,
        },
    }


def written(folder: Path, **parts: Any) -> Path:
    smallest = {
        "nam": 2025,
        "the_thuc": {
            "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
            "ky_hieu": "KH-UBND",
            "dia_danh": "Ia Băng",
            "trich_yeu": "Giảm nghèo",
        },
        "noi_dung": [{"doan": "Rà soát hộ nghèo."}],
        "noi_nhan": ["UBND huyện", {"luu": "VT"}],
        "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
    }
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump(smallest | parts, allow_unicode=True, sort_keys=False, width=1000)
    target = folder / "plan.yaml"
    target.write_text(text, "utf-8")
    (folder / "don_vi.yaml").write_text("h: {ten: Huyện Hai}\n", "utf-8")
    return target


def computed_cells(made: Path, document: Document) -> Iterator[tuple[str, Any, Any]]:
    """Every figure: where it stands, what LibreOffice computed, what we print."""
    workbook = load_workbook(made, data_only=True)
    sheets = [sheet for sheet in workbook.worksheets if sheet.title != "Tham chiếu"]
    for annex, sheet in zip(document.phu_luc, sheets, strict=False):
        first = 5 + bool(annex.table.index_row)
        for row, line in enumerate(annex.table.rows, first):
            for column, cell in enumerate(line.cells, 1):
                if cell.kieu == "so":
                    yield f"{sheet.title}!{row}:{column}", sheet.cell(row, column).value, cell


@pytest.mark.parametrize("annex", [None, "mot"])
def test_libreoffice_computes_what_we_print(
    tmp_path: Path, recalculate: Callable[..., list[Path]], annex: str | None
) -> None:
    ends = [("dau", "cuoi"), ("cuoi", "dau"), ("cuoi", "cuoi")]
    plans = []
    for seed in range(6):
        groups, total = ends[seed % 3]
        parts = random_plan(seed, vi_tri_nhom=groups, dong_tong={"vi_tri": total})
        plans.append(written(tmp_path / str(seed), **parts))
    books = []
    for plan in plans:
        books.append(tmp_path / f"{plan.parent.name}.xlsx")
        command = ["annex", "export", str(plan), *([annex] if annex else [])]
        assert main([*command, "-o", str(books[-1])]) == DONE
    kinds = {"number": 0, "-": 0, "missing": 0}
    for made, plan in zip(recalculate(*books), plans, strict=True):
        for where, theirs, cell in computed_cells(made, read_plan(plan).document):
            if cell.value is None:
                kinds["missing"] += 1
                assert theirs in (None, ""), where
            elif cell.value.is_nan():
                kinds["-"] += 1
                assert theirs == "-", where
            else:
                kinds["number"] += 1
                assert isinstance(theirs, int | float), where
                assert abs(Decimal(repr(theirs)) - cell.value) < Decimal("1e-9"), where
    assert min(kinds.values()) > 50, kinds


# And back


def test_a_round_trip_changes_nothing(
    plan: Path, exported: Path, recalculate: Callable[..., list[Path]]
) -> None:
    before = plan.read_bytes()
    for workbook in (exported, *recalculate(exported)):
        assert main(["annex", "import", str(plan), str(workbook)]) == DONE
        assert plan.read_bytes() == before


def test_a_round_trip_of_gaps_groups_and_minus_signs_changes_nothing(tmp_path: Path) -> None:
    for seed in range(4):
        plan = written(tmp_path / str(seed), **random_plan(seed))
        before, book = plan.read_bytes(), plan.with_name("f.xlsx")
        assert main(["annex", "export", str(plan), "-o", str(book)]) == DONE
        assert main(["annex", "import", str(plan), str(book)]) == DONE
        assert plan.read_bytes() == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_figures_that_differ_are_written(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str], newline: str, mark: str
) -> None:
    draft = plan.read_text("utf-8").replace("trang_thai: ban_hanh", "trang_thai: du_thao")
    before = mark + draft.replace("\n", newline)
    plan.write_bytes(before.encode())
    sheet = sheet_of(exported)
    sheet[f"{PEOPLE}{FIRST}"] = 19000
    sheet[f"{TARGET}{FIRST}"] = 0.1 + 0.2  # Excel's own arithmetic gives 0.30000000000000004
    sheet[f"{FEWER}{FIRST + 1}"] = "\u00a01.640 "
    sheet[f"{TARGET}{FIRST + 2}"] = "1,5"
    sheet[f"{POOR}{FIRST + 3}"] = None
    sheet[f"{TARGET}{TOTAL}"] = 2
    save(sheet, exported)
    assert main(["annex", "import", str(plan), str(exported)]) == DONE
    after = plan.read_bytes().decode()
    assert changed_lines(before, after) == [
        (
            '- {dia_ban: h_kbang,     tong_ho: 18286, ho_ngheo: 2059, giam_ty_le: "2,68", '
            "giam_ho: 493}",
            '- {dia_ban: h_kbang,     tong_ho: 19000, ho_ngheo: 2059, giam_ty_le: "0,30", '
            "giam_ho: 493}",
        ),
        (
            '- {dia_ban: h_dak_doa,   tong_ho: 31740, ho_ngheo: 2622, giam_ty_le: "2,00", '
            "giam_ho: 640}",
            '- {dia_ban: h_dak_doa,   tong_ho: 31740, ho_ngheo: 2622, giam_ty_le: "2,00", '
            "giam_ho: 1640}",
        ),
        (
            '- {dia_ban: tx_ayun_pa,  tong_ho: 9977,  ho_ngheo: 144,  giam_ty_le: "1,00", '
            "giam_ho: 101}",
            '- {dia_ban: tx_ayun_pa,  tong_ho: 9977,  ho_ngheo: 144,  giam_ty_le: "1,50", '
            "giam_ho: 101}",
        ),
        (
            '- {dia_ban: h_chu_prong, tong_ho: 32579, ho_ngheo: 3900, giam_ty_le: "2,90", '
            "giam_ho: 971}",
            '- {dia_ban: h_chu_prong, tong_ho: 32579, ho_ngheo: , giam_ty_le: "2,90", '
            "giam_ho: 971}",
        ),
    ]
    assert after.startswith(mark)
    assert after.count("\r\n") == before.count("\r\n")
    table = capsys.readouterr().out.splitlines()[-6:]
    assert [re.split(r"\s*→\s*|  +", line) for line in table[1:]] == [
        ["Huyện Kbang", "Tổng số hộ dân cư cuối năm 2023 – Số hộ", "18.286", "19.000", "+714"],
        ["Huyện Kbang", "Chỉ tiêu phấn đấu giảm nghèo năm 2024", "2,68", "0,30", "-2,38"],
        ["Huyện Đak Đoa", "Số hộ giảm nghèo năm 2024", "640", "1.640", "+1.000"],
        ["Thị xã Ayun Pa", "Chỉ tiêu phấn đấu giảm nghèo năm 2024", "1,00", "1,50", "+0,50"],
        ["Huyện Chư Prông", "Kết quả rà soát cuối năm 2023 – Hộ nghèo – Số hộ", "3.900", "…"],
    ]


def test_figures_keep_the_style_of_the_plan(tmp_path: Path) -> None:
    plan = written(tmp_path, **random_plan(0))
    text = plan.read_text("utf-8")
    head, mot, tail = text.partition("  hai:")
    tail = tail.replace("    - id: s0\n", "    - id: s0  # xã đầu\n")
    tail = re.sub(r"(t: S1\n      x: ).*", r"\g<1>1.234  # cũ", tail)
    tail = re.sub(r"t: S2\n      x: .*\n", "t: S2\n", tail)
    tail = re.sub(r"(t: S3\n      x: ).*", r"\g<1>'7'", tail)
    plan.write_text(head + mot + tail, "utf-8")
    book = tmp_path / "f.xlsx"
    assert main(["annex", "export", str(plan), "hai", "-o", str(book)]) == DONE
    sheet = sheet_of(book)
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    for name, value in (("S1", 5678), ("S2", 9), ("S3", 1000)):
        sheet.cell(rows[name], 2, value)
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == DONE
    expected = tail.replace("x: 1.234  # cũ", "x: 5.678  # cũ").replace("'7'", "'1000'")
    expected = expected.replace("t: S2\n", "t: S2\n      x: 9\n")
    assert plan.read_text("utf-8") == head + mot + expected


def typed_by_hand(plan: Path, target: Path, **other: Any) -> Worksheet:
    """The annex as a clerk types it: order and writing of names are the clerk's own."""
    rows = [row for row in read_plan(plan).document.phu_luc[0].table.rows if row.kieu == "dong"]
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["BIỂU TỔNG HỢP CHỈ TIÊU"])
    sheet.append([])
    headings = ["Stt", "ĐƠN  VỊ", "Tổng số hộ dân cư cuối năm 2023"]
    headings += ["Kết quả rà soát cuối năm 2023", "", "Chỉ tiêu phấn đấu giảm nghèo năm 2024"]
    sheet.append([*headings, other.get("last", "Số hộ giảm nghèo năm 2024")])
    sheet.append([None, None, "Số hộ", "Hộ nghèo", None])
    sheet.append([None, None, None, "Số hộ", "Tỷ lệ (%)"])
    sheet.append(["A", "B", 1, 2, "3=2/1", 4, 5])
    for area in other.get("merged", ["A3:A5", "B3:B5", "D3:E3", "D4:E4", "F3:F5"]):
        sheet.merge_cells(area)
    for number, row in enumerate(reversed(rows), 1):
        name = row.cells[1].text
        spelling = [
            name.replace("Huyện", "H.").replace("Thị xã", "TX").replace("Thành phố", "TP."),
            f" {name.upper()} ",
            re.sub("Huyện ", "", name),
        ][number % 3]
        figures = [row.cells[at].value for at in (2, 3, 5, 6)]
        sheet.append([number, spelling, *figures[:2], None, figures[2], row.cells[6].text])
    sheet.append(["Tổng số", None, 388231, 31502])
    sheet.append([])
    sheet.append([None, "NGƯỜI LẬP BIỂU"])
    workbook.save(target)
    return sheet


def test_a_sheet_typed_by_hand_is_understood(plan: Path, tmp_path: Path) -> None:
    before, book = plan.read_text("utf-8"), tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book)
    assert main(["annex", "import", str(plan), str(book)]) == DONE
    assert plan.read_text("utf-8") == before
    sheet["G7"] = 1435  # Huyện Đức Cơ is the last row of the plan
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == DONE
    assert changed_lines(before, plan.read_text("utf-8")) == [
        (line, line.replace("giam_ho: 435", "giam_ho: 1435"))
        for line in map(str.strip, before.splitlines())
        if line.startswith("- {dia_ban: h_duc_co,")
    ]


def test_sums_of_the_clerk_are_compared(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book)
    sheet["G24"] = 7449
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == WARNED
    err = capsys.readouterr().err
    assert "Sheet!G24: XL026 Tổng cộng toàn tỉnh: tệp ghi 7.449, kế hoạch tính được 7.450" in err


def test_a_blank_of_the_clerk_does_not_clear_the_plan(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, book = plan.read_bytes(), tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book)
    sheet["D7"] = sheet["D8"] = None
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == WARNED
    assert "XL027 có 2 ô trống" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_a_name_is_sought_in_the_group_above_it(tmp_path: Path) -> None:
    """Two districts may each have a Xã Ia Băng."""
    columns = [{"ma": "ten", "nhan": "Xã", "kieu": "chu"}, {"ma": "ho", "nhan": "Số hộ"}]
    groups = [
        {"nhom": name, "dong": [{"ten": "Xã Ia Băng", "ho": ho}, {"ten": other, "ho": "1"}]}
        for name, other, ho in (("Huyện A", "Xã B", "5"), ("Huyện C", "Xã D", "6"))
    ]
    plan = written(tmp_path, phu_luc={"xa": {"ten": "Xã", "cot": columns, "dong": groups}})
    before, book, workbook = plan.read_text("utf-8"), tmp_path / "tay.xlsx", Workbook()
    for row in [("Xã", "Số hộ"), ("HUYỆN C", None), ("xã Ia Băng", 60), ("xã D", 1)]:
        workbook.worksheets[0].append(row)
    for row in [("HUYỆN A", None), ("xã Ia Băng", 50), ("xã B", 1)]:
        workbook.worksheets[0].append(row)
    workbook.save(book)
    assert main(["annex", "import", str(plan), str(book)]) == DONE
    after = before.replace("ho: '5'", "ho: '50'").replace("ho: '6'", "ho: '60'")
    assert plan.read_text("utf-8") == after != before


def test_hidden_rows_and_columns_that_are_not_there_are_told(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book, last="Ghi thêm")
    for row in range(7, 24):
        sheet.cell(row, 7, 1000 - row)
    sheet.row_dimensions[9].hidden = True
    save(sheet, book)
    before = plan.read_bytes()
    assert main(["annex", "import", str(plan), str(book)]) == WARNED
    err = capsys.readouterr().err
    assert "XL023 đã đọc cả 1 hàng đang ẩn (hàng 9)" in err
    assert "Sheet!G5: XL010 không nhận ra cột “Ghi thêm”" in err
    assert "không có cột “Số hộ giảm nghèo năm 2024”: giữ nguyên" in err
    assert plan.read_bytes() == before


def test_hidden_columns_of_figures_are_told(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel writes neighbours that are hidden together as one stretch."""
    book = tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book)
    sheet.column_dimensions.group("C", "D", hidden=True)
    save(sheet, book)
    main(["annex", "import", str(plan), str(book)])
    assert re.search(r"XL023 đã đọc cả \d cột số liệu đang ẩn \(cột [CD]", capsys.readouterr().err)


def test_a_plan_to_be_signed_may_still_have_gaps_to_fill(plan: Path, exported: Path) -> None:
    full = plan.read_text("utf-8")
    state, gap = "trang_thai: trinh_ky", "ho_ngheo: ,"
    to_sign = full.replace("trang_thai: ban_hanh", state)
    plan.write_text(to_sign.replace("ho_ngheo: 2059,", gap), "utf-8")
    assert state in plan.read_text("utf-8")
    assert gap in plan.read_text("utf-8")
    assert main(["annex", "import", str(plan), str(exported)]) == DONE
    assert plan.read_text("utf-8") == to_sign


def test_thousands_of_communes(tmp_path: Path) -> None:
    """As many as Việt Nam has; two of each name, so that only keys tell them apart."""
    number = 3321
    rows = [
        {"id": f"x{i}", "ten": f"Xã {i // 2}", "ho": str(1000 + i), "ngheo": str(i % 700)}
        for i in range(number)
    ]
    annex = {
        "ten": "Các xã",
        "cot": [
            {"ma": "ten", "nhan": "Xã", "kieu": "chu"},
            {"ma": "ho", "nhan": "Số hộ", "tong": "cong"},
            {"ma": "ngheo", "nhan": "Hộ nghèo", "tong": "cong"},
            {"ma": "tl", "nhan": "Tỷ lệ", "cong_thuc": "ngheo / ho * 100", "thap_phan": 2},
        ],
        "dong_tong": {},
        "dong": rows,
    }
    plan = written(tmp_path, phu_luc={"xa": annex})
    before, book = plan.read_text("utf-8"), tmp_path / "f.xlsx"
    assert main(["annex", "export", str(plan), "-o", str(book)]) == DONE
    sheet = sheet_of(book)
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 5).value).startswith("x"):
            sheet.cell(row, 3, 701)
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == DONE
    assert plan.read_text("utf-8") == re.sub(r"ngheo: '\d+'", "ngheo: '701'", before)


# Spoiled workbooks

Spoil = Callable[[Worksheet], Any]


def put(at: str, value: Any, number_format: str | None = None) -> Spoil:
    def spoil(sheet: Worksheet) -> None:
        sheet[at] = value
        if number_format:
            sheet[at].number_format = number_format

    return spoil


def unknown_unit(sheet: Worksheet) -> None:
    sheet[f"{UNIT}{FIRST}"], sheet[f"{KEY}{FIRST}"] = "Huyện Khác", None


def no_name(sheet: Worksheet) -> None:
    sheet[f"{UNIT}{FIRST}"], sheet[f"{KEY}{FIRST}"] = None, None


def swapped_names(sheet: Worksheet) -> None:
    one, other = sheet[f"{UNIT}{FIRST}"], sheet[f"{UNIT}{FIRST + 1}"]
    one.value, other.value = other.value, one.value


def twice(sheet: Worksheet) -> None:
    sheet.append([cell.value for cell in sheet[FIRST]])


def copied(sheet: Worksheet) -> None:
    assert sheet.parent
    sheet.title = "Biểu"
    sheet.parent.copy_worksheet(sheet)


def other_table(sheet: Worksheet) -> None:
    sheet.delete_rows(1, sheet.max_row)
    sheet["A1"], sheet["A2"] = "Danh sách cán bộ", "Nguyễn Văn An"


def written_as(*parts: str | tuple[str, dict[str, Any]]) -> Spoil:
    """A figure whose letters do not all look alike."""

    def spoil(sheet: Worksheet) -> None:
        blocks = [
            part if isinstance(part, str) else TextBlock(InlineFont(**part[1]), part[0])
            for part in parts
        ]
        sheet["C9"] = CellRichText(*blocks)

    return spoil


def with_font(**looks: Any) -> Spoil:
    def spoil(sheet: Worksheet) -> None:
        sheet["C9"].font = Font(**looks)

    return spoil


STRUCK, RAISED, LOWERED = {"strike": True}, {"vertAlign": "superscript"}, {"vertAlign": "subscript"}

CELL_FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "words": (put("C9", "18286 hộ"), "!C9", "XL011"),
    "two readings": (put("F9", "1.234"), "!F9", "XL011"),
    "English thousands": (put("C9", "18,286"), "!C9", "XL011"),
    "decimals in text": (put("F9", "2,685"), "!F9", "XL011"),
    "a dash": (put("D9", "-"), "!D9", "XL011"),
    "true or false": (put("C9", True), "!C9", "XL011"),
    "too large": (put("C9", 10**17), "!C9", "XL011"),
    "a date": (put("F9", date(2024, 12, 3)), "!F9", "XL012"),
    "a number shown as a date": (put("F9", 45000.5, "dd/mm/yyyy"), "!F9", "XL012"),
    "a time": (put("F9", time(2, 40)), "!F9", "XL012"),
    "percent": (put("F9", 0.02, "0%"), "!F9", "XL013"),
    "an error": (put("G9", "#REF!"), "!G9", "XL014"),
    "negative": (put("C9", -5), "!C9", "XL015"),
    "negative text": (put("C9", "\u2212 5"), "!C9", "XL015"),
    "too fine": (put("F9", 2.685), "!F9", "XL016"),
    "thousands with a point": (put("C9", 18.286), "!C9", "XL016"),
    "a unit that is not in the plan": (unknown_unit, "!B9", "XL017"),
    "a key that is not in the plan": (put("H9", "h_khac"), "!B9", "XL017"),
    "sorted names": (swapped_names, "!B9", "XL018"),
    "a row twice": (twice, "!B26", "XL019"),
    "no name": (no_name, "!B9", "XL020"),
    "a row gone": (lambda sheet: sheet.delete_rows(FIRST), "XL022 thiếu 1 đơn vị", "Kbang"),
    "merged figures": (lambda sheet: sheet.merge_cells("C9:C10"), "!C9", "XL024"),
    "a formula without result": (put("C9", "=10000+8286"), "!C9", "XL025"),
    "a column twice": (put("F1", "giam_ho"), "!G1", "XL009"),
    "a sheet twice": (copied, "so_lieu.xlsx", "XL007"),
    "another table": (other_table, "so_lieu.xlsx", "XL008"),
    "a struck digit": (written_as("18", ("3", STRUCK), "86"), "!C9", "XL028"),
    "a corrected figure": (written_as(("18286", STRUCK), "19000"), "!C9", "XL028"),
    "a footnote mark": (written_as("18286", ("1", RAISED)), "!C9", "XL028"),
    "a digit below": (written_as("18", ("2", LOWERED), "86"), "!C9", "XL028"),
    "a digit in bold": (written_as("18", ("2", {"b": True}), "86"), "!C9", "XL028"),
    "two colours": (written_as(("18", {"color": "FFFF0000"}), "286"), "!C9", "XL028"),
    "struck in one piece": (written_as(("18286", STRUCK)), "!C9", "XL028"),
    "a struck cell": (with_font(strike=True), "!C9", "XL028"),
    "a raised cell": (with_font(vertAlign="superscript"), "!C9", "XL028"),
    "shown in thousands": (put("C9", 18286000, "#,##0,"), "!C9", "XL029"),
    "shown with another digit": (put("C9", 1828, '0"6"'), "!C9", "XL029"),
    "shown as nothing": (put("C9", 18286, ";;;"), "!C9", "XL029"),
    "far too many rows": (put("A20001", "x"), "so_lieu.xlsx", "XL006"),
    "far too many columns": (put("XFD1", "x"), "so_lieu.xlsx", "XL006"),
}


@pytest.mark.parametrize("fault", CELL_FAULTS)
def test_a_spoiled_workbook_is_refused_at_its_cell(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    spoil, place, code = CELL_FAULTS[fault]
    before, sheet = plan.read_bytes(), sheet_of(exported)
    sheet["D10"] = 1  # a good change, which must not come in either
    spoil(sheet)
    save(sheet, exported)
    capsys.readouterr()
    assert main(["annex", "import", str(plan), str(exported)]) == REFUSED
    err = capsys.readouterr().err
    assert place in err
    assert code in err
    assert "    → " in err
    assert plan.read_bytes() == before


def test_a_figure_that_looks_alike_throughout_is_taken(plan: Path, exported: Path) -> None:
    sheet = sheet_of(exported)
    written_as(("18", {"b": True}), ("287", {"b": True}))(sheet)
    sheet["D9"].number_format = '#,##0" hộ"'
    save(sheet, exported)
    assert main(["annex", "import", str(plan), str(exported)]) == DONE
    assert "tong_ho: 18287, ho_ngheo: 2059" in plan.read_text("utf-8")


@pytest.mark.parametrize("state", ["ban_hanh", "trinh_ky", "du_thao"])
def test_an_empty_cell_erases_no_figure_of_an_issued_plan(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    text = plan.read_text("utf-8").replace("trang_thai: ban_hanh", f"trang_thai: {state}")
    plan.write_text(text, "utf-8")
    sheet = sheet_of(exported)
    sheet["D9"], sheet["C10"] = None, 5
    save(sheet, exported)
    capsys.readouterr()
    code = main(["annex", "import", str(plan), str(exported)])
    if state == "du_thao":
        assert code == DONE
        assert "tong_ho: 18286, ho_ngheo: ," in plan.read_text("utf-8")
        return
    assert code == REFUSED
    err = capsys.readouterr().err
    assert "GH004" in err
    assert "SL002 dòng “Huyện Kbang”" in err
    assert plan.read_text("utf-8") == text


def test_a_second_gap_in_a_column_is_refused_where_one_is_there_already(
    plan: Path, exported: Path
) -> None:
    """Of a column only one finding is told: its words do not show that one more is missing."""
    text = plan.read_text("utf-8").replace("trang_thai: ban_hanh", "trang_thai: trinh_ky")
    kept = text.replace("tong_ho: 18286, ho_ngheo: 2059", "tong_ho: 18286, ho_ngheo: ")
    plan.write_text(kept, "utf-8")
    sheet = sheet_of(exported)
    sheet["D9"], sheet["D10"] = None, None
    save(sheet, exported)
    assert main(["annex", "import", str(plan), str(exported)]) == REFUSED
    assert plan.read_text("utf-8") == kept
    sheet["D10"] = 77
    save(sheet, exported)
    assert main(["annex", "import", str(plan), str(exported)]) == DONE


def of_two_cells(target: Path, *places: str) -> None:
    """A workbook of a few kilobytes whose rectangle of cells is enormous."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for place in places:
        sheet[place] = "Huyện Kbang"
    book.save(target)


MEASURED = """\
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "kehoach", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""
MOST_MEMORY = 500 * 1024
"""KiB of the largest process."""


@pytest.mark.parametrize("places", [("A1", "GQ19999"), ("GR20000",), ("A1", "A1048576")])
def test_a_small_workbook_of_many_cells_is_refused_in_bounds(
    plan: Path, tmp_path: Path, places: tuple[str, ...]
) -> None:
    book = tmp_path / "lon.xlsx"
    of_two_cells(book, *places)
    assert book.stat().st_size < 20_000
    run = [sys.executable, "-c", MEASURED, "annex", "import", str(plan), str(book)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    before = plan.read_bytes()
    done = subprocess.run(run, capture_output=True, env=environment, timeout=PATIENCE, check=False)
    assert done.returncode == REFUSED
    assert "XL006" in done.stderr.decode()
    assert int(done.stdout) < MOST_MEMORY
    assert plan.read_bytes() == before


@pytest.mark.parametrize("height", [100, 15_000, 1_048_000])
def test_merges_of_many_cells_are_refused(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str], height: int
) -> None:
    """Each of a hundred rows, or one of all: a library would make an object of each cell."""
    sheet = sheet_of(exported)
    for row in range(100, 15_000, height):
        sheet.merged_cells.add(f"A{row}:GR{row + height - 1}")
    save(sheet, exported)
    before = plan.read_bytes()
    assert main(["annex", "import", str(plan), str(exported)]) == REFUSED
    assert "XL006 các vùng gộp ô của tệp có quá 500.000 ô" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_merges_beside_the_table_are_read_past(plan: Path, exported: Path) -> None:
    sheet = sheet_of(exported)
    for row in range(100, 400, 100):
        sheet.merged_cells.add(f"A{row}:GR{row + 99}")
    save(sheet, exported)
    before = plan.read_bytes()
    assert main(["annex", "import", str(plan), str(exported)]) == DONE
    assert plan.read_bytes() == before


@pytest.mark.parametrize("target", ["pipe", "/dev/zero", "/dev/null"])
def test_pipes_and_devices_are_refused(
    plan: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    path = Path(target) if target != "pipe" else plan.with_name("f.xlsx")
    if target == "pipe":
        os.mkfifo(path)
    assert main(["annex", "import", str(plan), str(path)]) == REFUSED
    assert "XL001" in capsys.readouterr().err


def test_all_faults_are_told_at_once(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = sheet_of(exported)
    sheet["C9"], sheet["F12"], sheet["G10"] = "x", "y", -1
    save(sheet, exported)
    assert main(["annex", "import", str(plan), str(exported)]) == REFUSED
    err = capsys.readouterr().err
    assert [m[1] for m in re.finditer(r"^\S+: .*!([A-Z]+\d+): XL", err, re.MULTILINE)] == [
        "C9",
        "G10",
        "F12",
    ]


@pytest.mark.parametrize(
    ("spoil", "place", "code"),
    [
        (put("G3", "Số hộ"), "!G5", "XL009"),
        (put("B8", "Huyện Iagraii Khác"), "!B8", "XL017"),
        (put("B8", "H. Đức Cơ"), "!B8", "XL019"),
        (put("C25", 5), "!B25", "XL020"),
    ],
)
def test_a_spoiled_sheet_typed_by_hand_is_refused(
    plan: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Spoil,
    place: str,
    code: str,
) -> None:
    before, book = plan.read_bytes(), tmp_path / "tay.xlsx"
    sheet = typed_by_hand(plan, book)
    for row in range(7, 24):
        sheet.cell(row, 7, int(str(sheet.cell(row, 7).value).replace(".", "")))
    spoil(sheet)
    save(sheet, book)
    assert main(["annex", "import", str(plan), str(book)]) == REFUSED
    err = capsys.readouterr().err
    assert f"Sheet{place}: {code} " in err
    assert plan.read_bytes() == before


def zipped(**members: str) -> bytes:
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    return raw.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
FILE_FAULTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "XL001 tệp không có nội dung"),
    "encrypted": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "XL003 tệp đặt mật khẩu"),
    "old Excel": (lambda _: OLE, "XL004 tệp là kiểu Excel cũ (.xls)"),
    "CSV": (lambda _: "Đơn vị;Số hộ\nHuyện Kbang;5\n".encode(), "XL004 tệp là văn bản thường"),
    "HTML": (lambda _: b"<html><table></table></html>", "XL004 tệp là trang web"),
    "Word": (
        lambda _: zipped(**{"[Content_Types].xml": "", "word/document.xml": ""}),
        "XL004 tệp không phải kiểu Excel .xlsx",
    ),
    "zip": (lambda _: zipped(a="b"), "XL004 tệp là tệp nén"),
    "cut off": (lambda good: good[:3000], "XL005 tệp hỏng"),
    "without parts": (lambda _: zipped(**{"[Content_Types].xml": "<a/>"}), "XL005 tệp hỏng"),
    "other bytes": (lambda good: good.replace(b"PK\x01\x02", b"PK\x01\x03"), "XL005 tệp hỏng"),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    plan: Path, exported: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    spoil, told = FILE_FAULTS[fault]
    exported.write_bytes(spoil(exported.read_bytes()))
    before = plan.read_bytes()
    capsys.readouterr()
    assert main(["annex", "import", str(plan), str(exported)]) == REFUSED
    assert f"so_lieu.xlsx: {told}" in capsys.readouterr().err
    assert plan.read_bytes() == before


@pytest.mark.parametrize("name", ["khong_co.xlsx", "."])
def test_no_file(plan: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["annex", "import", str(plan), str(plan.parent / name)]) == REFUSED
    assert "XL001" in capsys.readouterr().err


def test_an_annex_that_is_not_there(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["annex", "export", str(plan), "giam_ngeo", "-o", str(plan.with_name("x.xlsx"))]
    assert main(command) == REFUSED
    err = capsys.readouterr().err
    assert "XL002 không có phụ lục “giam_ngeo” trong kế hoạch" in err
    assert "có phải “giam_ngheo”?" in err
    assert not plan.with_name("x.xlsx").exists()
