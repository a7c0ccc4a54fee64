"""Last year's plan becomes next year's draft: what moves, what stays, what is asked.

`roll/years_2024.yaml` is the table of every 2023, 2024 and 2025 of the published plan, in its
order, with what becomes of each in 2025 and in 2026.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach.build import DEFAULT_PLAN
from kehoach.check.review import CheckedPassage, review_plan
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.resolve.read import Reading, read_plan

TESTS = Path(__file__).parents[1]
REGISTER = PROJECT / "content" / "don_vi.yaml"
OPEN = "can_quyet_dinh"


def load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


def decisions(data: Any) -> Iterator[dict[str, Any]]:
    """Every open decision below `data`, read without the program."""
    if isinstance(data, dict):
        yield from data.get(OPEN) or ()
        for value in data.values():
            yield from decisions(value)
    elif isinstance(data, list):
        for item in data:
            yield from decisions(item)


def by_code(path: Path) -> dict[str, dict[str, Any]]:
    return {each["ma"]: each for each in decisions(load(path.read_text("utf-8")))}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The 2024 plan, and what the command makes of it for 2025 and 2026."""
    folder = tmp_path_factory.mktemp("roll")
    shutil.copy(REGISTER, folder)
    plan = Path(shutil.copy(DEFAULT_PLAN, folder))
    for year in ("2025", "2026"):
        assert main(["roll", str(plan), "--nam", year]) == Exit.OK
    return {year: folder / f"plan_{year}.yaml" for year in (2024, 2025, 2026)}


# The real plan


def test_the_draft_for_2025_is_as_the_command_wrote_it(years: dict[int, Path]) -> None:
    kept = (PROJECT / "content" / "plan_2025.yaml").read_text("utf-8")
    data = load(kept)
    if len(list(decisions(data))) < int(data.get("so_quyet_dinh", 0)):
        pytest.skip("somebody has begun to decide")
    assert kept == years[2025].read_text("utf-8"), (
        "the 2024 plan has changed: kehoach roll content/plan_2024.yaml --nam 2025 --ghi-de"
    )


def test_only_what_must_change_has_changed(years: dict[int, Path]) -> None:
    old, new = (load(years[year].read_text("utf-8")) for year in (2024, 2025))
    changed = dict(differences(without_marks(old), without_marks(new)))
    cells = [
        f"phu_luc.giam_ngheo.dong.{row}.{code}"
        for row in range(17)
        for code in ("tong_ho", "ho_ngheo", "giam_ty_le", "giam_ho")
    ]
    assert changed == {
        "nam": ("2024", "2025"),
        "trang_thai": ("ban_hanh", "du_thao"),
        "the_thuc.so": ("3456", ""),
        "the_thuc.ngay": ("08/12/2023", ""),
        "chi_tieu.giam_dtts.gia_tri": ("3", ""),
        "phu_luc.giam_ngheo.dong_tong.giam_ty_le": ("2,00", ""),
        "phu_luc.giam_ngheo.da_cong_bo": ({"dong_tong": {"giam_ho": "7449"}}, None),
        **{cell: (changed[cell][0], "") for cell in cells},
    }


def without_marks(data: Any) -> Any:
    if isinstance(data, dict):
        gone = {"bo_qua", OPEN, "so_quyet_dinh"}
        return {key: without_marks(value) for key, value in data.items() if key not in gone}
    return [without_marks(item) for item in data] if isinstance(data, list) else data


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from differences(old.get(key), new.get(key), f"{path}.{key}".strip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(*pair, f"{path}.{index}")
    elif old != new:
        yield path, (old, new)


KEPT_KEYS = r"nam|trang_thai|so|ngay|gia_tri|dong_tong"
EDITED = re.compile(rf"\s*(?:(?:{KEPT_KEYS}):|- \{{dia_ban:|- \{{ghi: Ủy ban NTTQVN tỉnh)")
GONE = re.compile(r"\s*(?:bo_qua:|- \{ma: [A-Z]{2}\d{3}, .*ly_do: .*\}$|da_cong_bo:)")


def test_no_line_is_touched_without_need(years: dict[int, Path]) -> None:
    old, new = (years[year].read_text("utf-8").splitlines() for year in (2024, 2025))
    count: Counter[str] = Counter()
    asked = decision_lines(new)
    for kind, *span in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        lines, added = old[span[0] : span[1]], range(span[2], span[3])
        if kind == "equal":
            count["unchanged"] += len(lines)
            continue
        for line in lines:
            assert EDITED.match(line) or GONE.match(line), line
            count["edited" if EDITED.match(line) else "removed"] += 1
        for index in added:
            assert index in asked or EDITED.match(new[index]), new[index]
            count["asked" if index in asked else "edited anew"] += 1
    print(dict(count))
    assert count["edited"] == count["edited anew"] == 6 + 17 + 1
    assert count["unchanged"] == len(old) - count["edited"] - count["removed"]


def decision_lines(lines: list[str]) -> set[int]:
    """The lines of `can_quyet_dinh` blocks and the line that counts them."""
    found, depth = set(), -1
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if line.strip().startswith(("can_quyet_dinh:", "so_quyet_dinh:")):
            depth = indent if line.strip().startswith(OPEN) else -1
            found.add(index)
        elif depth >= 0 and line.strip() and indent > depth:
            found.add(index)
        else:
            depth = -1
    return found


# Every year of the published text

YEAR = re.compile(r"(?<!\d)(?:2023|2024|2025)(?!\d)")
ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
PERIOD = re.compile(r"(20\d\d) ?- ?(20\d\d)|đến (?:hết )?năm (20\d\d)")


def test_every_year_of_the_published_text_is_moved_or_history_or_asked(
    years: dict[int, Path],
) -> None:
    table = load((TESTS / "roll" / "years_2024.yaml").read_text("utf-8"))
    published = (TESTS / "golden" / "plan_2024.txt").read_text("utf-8").splitlines()
    met = [(str(n), m[0]) for n, line in enumerate(published, 1) for m in YEAR.finditer(line)]
    assert [(row["dong"], row["nam"]) for row in table] == met
    for year in (2025, 2026):
        assert [row[f"ke_hoach_{year}"] for row in table] == fates(years, year)
    history = [row for row in table if row["ke_hoach_2025"].startswith("giữ")]
    for row in history:
        period = PERIOD.search(row["trich"])
        assert period, row
        assert int(period[2] or period[3]) >= 2025, row
        assert not row["ke_hoach_2026"].startswith("giữ"), row


def passages(read: Reading) -> list[CheckedPassage]:
    review = review_plan(read.document, read.plan, read.register, read.source)
    return [each for each in review.passages if each.kieu != "du_thao"]


def fates(years: dict[int, Path], year: int) -> list[str]:
    """What became of each 2023, 2024 and 2025 of the 2024 plan, in reading order."""
    old, new = passages(read_plan(years[2024])), passages(read_plan(years[year]))
    asked = by_code(years[year])
    found = []
    for before, after in zip(old, new, strict=True):
        now = ANY_YEAR.findall(after.text)
        for index, match in enumerate(ANY_YEAR.finditer(before.text)):
            if YEAR.fullmatch(match[0]):
                found.append(fate(before, match, now[index : index + 1], year, asked))
    return found


def fate(
    passage: CheckedPassage, match: re.Match[str], now: list[str], year: int, asked: dict[str, Any]
) -> str:
    if not now:
        return "để trống"
    if int(now[0]) - int(match[0]) == year - 2024:
        return f"thành {now[0]}"
    assert now[0] == match[0]
    offset = 0
    for run in passage.runs:
        offset += len(run.text)
        if match.start() < offset:
            break
    if run.refers_to:
        code = f"hieu_luc-{run.refers_to.keys[0]}"
        return code if code in asked else f"giữ: thuộc {run.refers_to}"
    around = passage.text[max(0, match.start() - 30) : match.end()]
    codes = [ma for ma, each in asked.items() if each.get("thay") and each["thay"] in around]
    return codes[0] if codes else "giữ: giai đoạn còn tới năm kế hoạch"


# What is asked


def test_2025_asks_what_a_person_must_settle(years: dict[int, Path]) -> None:
    asked = by_code(years[2025])
    assert not [code for code in asked if code.startswith(("hieu_luc", "giai_doan", "nam"))]
    assert asked["so_ldtbxh-1"]["de_xuat"] == ["so_nnmt", "so_nv", "so_yt", "so_gddt"]
    assert asked["so_khdt-1"]["de_xuat"] == "so_tc"
    assert asked["chi_tieu-giam_dtts"]["de_xuat"] == "3"
    assert "cuối năm 2024" in asked["ra_soat-giam_ngheo"]["cau_hoi"]
    assert asked["han"]["cau_hoi"].startswith("Thời hạn 31/01/2025")
    assert "Mùng ba Tết" in asked["han"]["ly_do"]
    assert asked["han"]["de_xuat"] == "24/01/{{ nam }}"
    assert len([code for code in asked if code.startswith("han")]) == 1
    assert "30/6/2025" in asked["cac_dong-giam_ngheo"]["ly_do"]
    assert asked["nguoi_ky"]["de_xuat"] == "Nguyễn Thị Thanh Lịch"
    lines = DEFAULT_PLAN.read_text("utf-8").splitlines()
    kept = [line for line in lines if "in_nguyen" in line and not line.lstrip().startswith("#")]
    assert len([code for code in asked if code.startswith("in_nguyen-")]) == len(kept) == 8
    assert {each["nhom"] for each in asked.values()} == {"so_lieu", "phap_luat", "to_chuc"}


def test_every_clause_that_names_a_dissolved_department_is_asked_about(
    years: dict[int, Path],
) -> None:
    register = load(REGISTER.read_text("utf-8"))
    for unit in ("so_ldtbxh", "so_khdt", "so_nnptnt", "so_tnmt", "so_tttt", "ban_dan_toc"):
        name = register[unit]["ten"]
        data = load(years[2025].read_text("utf-8"))
        wanted = sum(1 for node in clauses(data["noi_dung"]) if mentions(node, unit, name))
        codes = [each["ma"] for each in decisions(data) if each.get("thay") == unit]
        assert len(codes) == wanted > 0, unit


def clauses(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from clauses(item.get("muc", [])) if isinstance(item, dict) else ()


def mentions(node: Any, unit: str, name: str) -> bool:
    """Whether a clause binds a unit or has its name in a text of its own."""
    if isinstance(node, str):
        return name in node
    bound = [node.get(key, []) for key in ("don_vi", "phoi_hop")]
    texts = " ".join(node.get(key, "") for key in ("tieu_de", "tieu_de_phu", "doan"))
    return any(unit == each or unit in each for each in bound) or name in texts


def test_2026_asks_about_what_ended_with_2025(years: dict[int, Path]) -> None:
    asked = by_code(years[2026])
    ended = {code.partition("-")[2] for code in asked if code.startswith("hieu_luc-")}
    cited = load(DEFAULT_PLAN.read_text("utf-8"))["vien_dan"]
    until_2025 = {
        key for key, each in cited.items() if each.get("hieu_luc", {}).get("den") == "2025"
    }
    assert ended == until_2025 | {"qd_728"}  # it carries out nq_05
    assert "Nghị quyết số 05-NQ/TU" in asked["hieu_luc-qd_728"]["ly_do"]
    assert "Thứ Bảy" in asked["han"]["ly_do"].title()  # 31 January 2026
    periods = [each["thay"] for code, each in asked.items() if code.startswith("giai_doan")]
    assert sorted(periods) == ["2021 - 2025", "2022-2025", "2022-2025", "2022-2025"]


def test_marks_of_a_quarter_and_reports_move_by_themselves(years: dict[int, Path]) -> None:
    text = printed(read_plan(years[2025]).document)
    assert "trong quý I năm 2025" in text
    assert "trước ngày 20/5/2025 (báo cáo 06 tháng) và ngày 30/10/2025" in text


def printed(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs())


def test_from_last_year_to_a_draft_in_two_commands(tmp_path: Path) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = Path(shutil.copy(DEFAULT_PLAN, tmp_path))
    assert main(["roll", str(plan), "--nam", "2025"]) == Exit.OK
    command = ["build", str(tmp_path / "plan_2025.yaml"), "--docx", "-o", str(tmp_path / "out")]
    assert main(command) == Exit.FINDINGS  # what is still to decide
    assert (tmp_path / "out" / "plan_2025.docx").exists()


# The command


def test_running_it_again_changes_nothing_and_edits_are_safe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = Path(shutil.copy(DEFAULT_PLAN, tmp_path))
    target = tmp_path / "plan_2025.yaml"
    command = ["roll", str(plan), "--nam", "2025"]
    assert main(command) == Exit.OK
    first, stamp = target.read_bytes(), target.stat().st_mtime_ns
    assert main(command) == Exit.OK
    assert (target.read_bytes(), target.stat().st_mtime_ns) == (first, stamp)
    edited = first.replace(b"nam: 2025", b"nam: 2025  # xem")
    target.write_bytes(edited)
    capsys.readouterr()
    assert main(command) == Exit.REFUSED
    assert "--ghi-de" in capsys.readouterr().err
    assert target.read_bytes() == edited
    assert main([*command, "--ghi-de"]) == Exit.OK
    assert target.read_bytes() == first


@pytest.mark.parametrize("overwrite", [[], ["--ghi-de"]], ids=["plain", "overwriting"])
def test_a_register_is_never_written_over_nor_offered_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], overwrite: list[str]
) -> None:
    register = Path(shutil.copy(REGISTER, tmp_path))
    plan = Path(shutil.copy(DEFAULT_PLAN, tmp_path))
    assert main(["roll", str(plan), "-o", str(register), *overwrite]) == Exit.REFUSED
    told = capsys.readouterr().err
    assert "GH006" in told
    assert "--ghi-de" not in told
    assert register.read_bytes() == REGISTER.read_bytes()


def test_the_new_file_stands_where_it_is_wanted(tmp_path: Path) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = tmp_path / "giam-ngheo.yaml"
    shutil.copy(DEFAULT_PLAN, plan)
    assert main(["roll", str(plan)]) == Exit.OK
    assert (tmp_path / "giam-ngheo_2025.yaml").exists()
    (tmp_path / "moi").mkdir()
    assert main(["roll", str(plan), "--nam", "2026", "-o", str(tmp_path / "moi")]) == Exit.OK
    assert (tmp_path / "moi" / "giam-ngheo_2026.yaml").exists()


@pytest.mark.parametrize("more", [["--nam", "2024"], ["--nam", "2025", "-o", "SELF"]])
def test_a_year_that_is_no_later_or_the_plan_itself_is_refused(
    tmp_path: Path, more: list[str]
) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = Path(shutil.copy(DEFAULT_PLAN, tmp_path))
    command = ["roll", str(plan), *(str(plan) if word == "SELF" else word for word in more)]
    assert main([*command, "--ghi-de"]) == Exit.REFUSED
    assert plan.read_bytes() == DEFAULT_PLAN.read_bytes()


@pytest.mark.parametrize("newline", [b"\r\n", b"\r"], ids=["Windows", "old Macs"])
def test_line_ends_are_kept(tmp_path: Path, years: dict[int, Path], newline: bytes) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = tmp_path / "plan_2024.yaml"
    plan.write_bytes(DEFAULT_PLAN.read_bytes().replace(b"\n", newline))
    assert main(["roll", str(plan), "--nam", "2025"]) == Exit.OK
    unix = years[2025].read_bytes()
    assert (tmp_path / "plan_2025.yaml").read_bytes() == unix.replace(b"\n", newline)


def test_a_draft_can_be_rolled_on(tmp_path: Path, years: dict[int, Path]) -> None:
    shutil.copy(REGISTER, tmp_path)
    plan = Path(shutil.copy(years[2025], tmp_path))
    assert main(["roll", str(plan)]) == Exit.OK
    later = by_code(tmp_path / "plan_2026.yaml")
    direct = by_code(years[2026])
    assert set(later) == set(direct)
    # Last year's values are those of the draft, which has none yet.
    assert "de_xuat" not in later["chi_tieu-giam_dtts"]


# Small plans

SMALL = """\
nam: 2024
the_thuc:
  co_quan: [Ủy ban nhân dân, tỉnh Bình Minh]
  ky_hieu: KH-UBND
  dia_danh: Bình Minh
  trich_yeu: Giảm nghèo năm {{ nam }}
noi_dung:
  - tieu_de: Nhiệm vụ
    muc:
NODES
noi_nhan: [UBND tỉnh, {luu: VT}]
ky: {quyen_han: TM. Ủy ban nhân dân, ho_ten: Nguyễn Văn An}
"""


def rolled(folder: Path, nodes: str, year: int, register: str = "{}", more: str = "") -> Path:
    (folder / "don_vi.yaml").write_text(register, "utf-8")
    plan = folder / "plan.yaml"
    plan.write_text(SMALL.replace("NODES", nodes) + more, "utf-8")
    assert main(["roll", str(plan), "--nam", str(year), "-o", str(folder / "new.yaml")]) == Exit.OK
    return folder / "new.yaml"


ANY_UNIT = "so_yt: {ten: Sở Y tế}\n"


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        ("31/01/2024", '"31/01/{{ nam }}"'),
        ("2023-12-05", '"05/12/{{ nam - 1 }}"'),
        ("15/01/2025", '"15/01/{{ nam + 1 }}"'),
        ("29/02/2024", '"28/02/{{ nam }}"'),
    ],
)
def test_a_deadline_that_was_typed_moves(tmp_path: Path, typed: str, moved: str) -> None:
    node = f"      - doan: Báo cáo trước hạn.\n        han: {typed}"
    path = rolled(tmp_path, node, 2025, ANY_UNIT)
    assert f"han: {moved}\n" in path.read_text("utf-8")


LEAP = SMALL.replace("nam: 2024", "nam: 2028")


@pytest.mark.parametrize(
    ("written", "key", "moved"),
    [
        ("han: 29/02/2028", "han", 'han: "28/02/{{ nam }}"'),
        ('han: "29/02/{{ nam }}"', "han", 'han: "28/02/{{ nam }}"'),
        ('han: "29/2/{{ nam + 0 }}"', "han", 'han: "28/02/{{ nam }}"'),
        ('han: "{{ nam }}-02-29"', "han", 'han: "28/02/{{ nam }}"'),
        ('han: {so_bo: "29/02/{{ nam }}"}', "han.so_bo", 'han: {so_bo: "28/02/{{ nam }}"}'),
    ],
)
def test_a_deadline_on_29_february_is_moved_and_asked(
    tmp_path: Path, written: str, key: str, moved: str
) -> None:
    node = f"      - doan: Báo cáo trước hạn.\n        {written}"
    (tmp_path / "don_vi.yaml").write_text(ANY_UNIT, "utf-8")
    plan, new = tmp_path / "plan.yaml", tmp_path / "new.yaml"
    plan.write_text(LEAP.replace("NODES", node), "utf-8")
    assert main(["roll", str(plan), "--nam", "2029", "-o", str(new)]) == Exit.OK
    assert moved in new.read_text("utf-8")
    asked = by_code(new)[key.replace(".", "-")]
    assert "29/02/2028" in asked["cau_hoi"]
    assert asked["de_xuat"] == "28/02/{{ nam }}"  # a Wednesday
    assert asked["ghi_vao"] == key
    assert main(["decide", str(new), asked["ma"], "--value", "01/03/{{ nam }}"]) == Exit.OK
    assert "01/03/{{ nam }}" in new.read_text("utf-8")


def test_a_29_february_that_the_new_year_has_stays(tmp_path: Path) -> None:
    nodes = """\
      - {doan: Báo cáo trước hạn., han: "29/02/{{ nam }}"}
      - {doan: Báo cáo trước hạn., han: 29/02/2028}"""
    (tmp_path / "don_vi.yaml").write_text(ANY_UNIT, "utf-8")
    plan, new = tmp_path / "plan.yaml", tmp_path / "new.yaml"
    plan.write_text(LEAP.replace("NODES", nodes), "utf-8")
    assert main(["roll", str(plan), "--nam", "2032", "-o", str(new)]) == Exit.OK
    assert new.read_text("utf-8").count('han: "29/02/{{ nam }}"') == 2
    # It is a Sunday; that is all there is to ask.
    assert "rơi vào ngày nghỉ" in by_code(new)["han-1"]["cau_hoi"]


def test_29_february_in_prose_is_asked_and_history_is_not(tmp_path: Path) -> None:
    nodes = """\
      - Hoàn thành trước ngày 29/02/{{ nam }};
      - Báo cáo ngày 29 tháng 2;
      - Thực hiện từ ngày 29/02/2020, lần thứ 29/2"""
    (tmp_path / "don_vi.yaml").write_text(ANY_UNIT, "utf-8")
    plan, new = tmp_path / "plan.yaml", tmp_path / "new.yaml"
    plan.write_text(LEAP.replace("NODES", nodes), "utf-8")
    assert main(["roll", str(plan), "--nam", "2029", "-o", str(new)]) == Exit.OK
    codes = [code for code in by_code(new) if code.startswith("ngay_29_02")]
    assert len(codes) == 3
    assert main(["decide", str(new), "ngay_29_02-*", "--de-xuat"]) == Exit.OK
    text = new.read_text("utf-8")
    assert "trước ngày 28/02/{{ nam }};" in text
    assert "ngày 28 tháng 2;" in text
    assert "từ ngày 29/02/2020" in text


def test_years_typed_in_prose_are_asked_and_history_is_not(tmp_path: Path) -> None:
    nodes = """\
      - Phấn đấu năm 2024 giảm 2%, năm 2023 đã giảm 3%;
      - Thực hiện giai đoạn 2021-2025 và định hướng đến năm 2030;
      - Theo Quyết định số 12/2024/QĐ-UBND ngày 05/3/2024 của UBND tỉnh;
      - Báo cáo trước ngày 15/01/2025;
      - Từ chuẩn nghèo năm 2021"""
    path = rolled(tmp_path, nodes, 2025, ANY_UNIT)
    asked = [each for each in by_code(path).values() if each["ma"].startswith("nam")]
    assert [(each["thay"], each["de_xuat"]) for each in asked] == [
        ("2024", "{{ nam }}"),
        ("2023", "{{ nam - 1 }}"),
        ("2025", "{{ nam + 1 }}"),
    ]
    assert main(["decide", str(path), "nam-*", "--de-xuat"]) == Exit.OK
    lines = path.read_text("utf-8")
    assert '"Phấn đấu năm {{ nam }} giảm 2%, năm {{ nam - 1 }} đã giảm 3%;"' in lines
    assert "Báo cáo trước ngày 15/01/{{ nam + 1 }};" in lines


def test_a_name_that_the_program_prints_is_asked_and_changed(tmp_path: Path) -> None:
    register = "so_cu: {ten: Sở Cũ, den: 2024, ke_thua: so_moi}\nso_moi: {ten: Sở Mới}\n"
    node = "      - Gửi {{ don_vi('so_cu') }}, Sở Cũ tổng hợp."
    path = rolled(tmp_path, node, 2025, register)
    assert by_code(path)["so_cu"]["de_xuat"] == "so_moi"
    assert main(["decide", str(path), "so_cu", "--de-xuat"]) == Exit.OK
    assert "- Gửi {{ don_vi('so_moi') }}, Sở Mới tổng hợp.\n" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("quote", "apostrophe", "mark"),
    [("'", "''", '"'), ('"', "'", r"\"")],
)
def test_a_decision_is_written_into_quotes_as_yaml_reads_them(
    tmp_path: Path, quote: str, apostrophe: str, mark: str
) -> None:
    register = "so_cu: {ten: Sở Cũ, den: 2024, ke_thua: h_leo}\nh_leo: {ten: Huyện Ea H'leo}\n"
    text = "Xã K'Dang: {{ don_vi('so_cu') }} và Sở Cũ báo cáo “năm 2024” là \"đủ\" # theo Sở Cũ."

    def written(words: str) -> str:
        return quote + words.replace('"', mark).replace("'", apostrophe) + quote

    path = rolled(tmp_path, f"      - {written(text)}   # ghi chú", 2025, register)
    assert main(["decide", str(path), "so_cu", "--de-xuat"]) == Exit.OK
    assert main(["decide", str(path), "nam", "--value", '2025 "mới" của H\'leo']) == Exit.OK
    expected = (
        text.replace("so_cu", "h_leo")
        .replace("Sở Cũ", "Huyện Ea H'leo")
        .replace("2024", '2025 "mới" của H\'leo')
    )
    after = path.read_text("utf-8")
    assert f"      - {written(expected)}   # ghi chú\n" in after
    assert load(after)["noi_dung"][0]["muc"] == [expected]


# A made-up province: Đông and Tây become Xuân, Nam becomes Hạ, Bắc is split

PROVINCE = """\
x_dong: {ten: Xã Đông, loai: dia_ban, den: 30/06/2024, ke_thua: x_xuan}
x_tay: {ten: Xã Tây, loai: dia_ban, den: 30/06/2024, ke_thua: x_xuan}
x_nam: {ten: Xã Nam, loai: dia_ban, den: 2024, ke_thua: x_ha}
x_bac: {ten: Xã Bắc, loai: dia_ban, den: 30/06/2024, ke_thua: [x_thu, x_dong_moi]}
x_trung: {ten: Xã Trung, loai: dia_ban}
x_xuan: {ten: Xã Xuân, loai: dia_ban, tu: 01/07/2024}
x_ha: {ten: Xã Hạ, loai: dia_ban, tu: 2025}
x_thu: {ten: Xã Thu, loai: dia_ban, tu: 01/07/2024}
x_dong_moi: {ten: Xã Đông Mới, loai: dia_ban, tu: 01/07/2024}
"""
ANNEX = """\
chi_tieu:
  rieng:
    cong_thuc: phu_luc.bieu.x_nam.ho
phu_luc:
  bieu:
    ten: Biểu chỉ tiêu
    cot:
      - {ma: xa, nhan: Xã, kieu: don_vi}
      - {ma: thon, nhan: Số thôn, tong: cong}
      - {ma: dien_tich, nhan: Diện tích, thap_phan: 1, tong: cong}
      - {ma: ho, nhan: "Hộ nghèo năm {{ nam }}", tong: cong}
    dong_tong: {nhan: Toàn tỉnh}
    dong:
      - {xa: x_dong,  thon: 4, dien_tich: "10,5", ho: 30}   # giữ ghi chú
      - {xa: x_trung, thon: 6, dien_tich: "20,0", ho: 40}
      - {xa: x_tay,   thon: 7, dien_tich: "12,7", ho: 50}
      - {xa: x_nam,   thon: 5, dien_tich: "11,0", ho: 20}
      - {xa: x_bac,   thon: 9, dien_tich: "30,3", ho: 60}
"""
NODE = "      - Có {{ phu_luc.bieu.x_dong.ho }} hộ, {{ chi_tieu.rieng }} hộ."


def test_rows_follow_the_map_and_a_split_is_asked(tmp_path: Path) -> None:
    path = rolled(tmp_path, NODE, 2025, PROVINCE, ANNEX)
    rows = path.read_text("utf-8").partition("    dong:\n")[2]
    assert rows == (
        '      - {xa: x_xuan,  thon: 11, dien_tich: "23,2", ho: }   # giữ ghi chú\n'
        '      - {xa: x_trung, thon: 6, dien_tich: "20,0", ho: }\n'
        '      - {xa: x_ha,   thon: 5, dien_tich: "11,0", ho: }\n'
        '      - {xa: x_bac,   thon: 9, dien_tich: "30,3", ho: }\n'
    )
    text = path.read_text("utf-8")
    assert "{{ phu_luc.bieu.x_xuan.ho }}" in text
    assert "cong_thuc: phu_luc.bieu.x_ha.ho" in text
    asked = by_code(path)
    assert asked["dong-x_bac"]["de_xuat"] == ["x_thu", "x_dong_moi"]
    assert "Số thôn" in asked["khac-bieu"]["cau_hoi"]
    assert "4 dòng" in asked["so_giao-bieu"]["cau_hoi"]
    totals = read_plan(path).document.phu_luc[0].table.rows[0]
    assert [cell.text for cell in totals.cells] == ["Toàn tỉnh", "31", "84,5", "…"]


@pytest.mark.parametrize(
    ("dong", "tay", "merged"),
    [
        ("thon: , ", "thon: 7, ", "thon: , "),
        ("thon: 4, ", "thon: , ", "thon: , "),
        ("thon: 4, ", "", "thon: , "),
        ("", "thon: 7, ", ""),
        ("thon: 0, ", "thon: 7, ", "thon: 7, "),
    ],
)
def test_a_sum_of_merged_rows_is_whole_or_missing(
    tmp_path: Path, dong: str, tay: str, merged: str
) -> None:
    annex = re.sub(r"(x_dong, )[^}]*", rf"\g<1>{dong}dien_tich: 1, ho: 30", ANNEX)
    annex = re.sub(r"(x_tay, )[^}]*", rf"\g<1>{tay}dien_tich: 1, ho: 50", annex)
    path = rolled(tmp_path, NODE, 2025, PROVINCE, annex)
    assert f"- {{xa: x_xuan, {merged}dien_tich: 2, ho: }}   # giữ" in path.read_text("utf-8")
    whole = "7" in merged
    assert ("còn thiếu 1 dòng" in by_code(path)["khac-bieu"]["ly_do"]) == (not whole)
    total = read_plan(path).document.phu_luc[0].table.rows[0].cells[1].text
    assert total == ("27" if whole else "…")


def test_figures_that_do_not_add_up_are_emptied_where_rows_merge(tmp_path: Path) -> None:
    annex = ANNEX.replace("{ma: thon, nhan: Số thôn, tong: cong}", "{ma: thon, nhan: Bậc}")
    path = rolled(tmp_path, NODE, 2025, PROVINCE, annex)
    text = path.read_text("utf-8")
    assert '{xa: x_xuan,  thon: , dien_tich: "23,2", ho: }' in text
    assert '{xa: x_trung, thon: 6, dien_tich: "20,0", ho: }' in text


@pytest.mark.parametrize(
    ("heading", "emptied"),
    [
        ("Hộ nghèo cuối năm 2023", True),
        ("Hộ nghèo năm 2024", True),
        ("Kế hoạch năm 2025", True),
        ("Hộ nghèo cuối năm {{ nam - 1 }}", True),
        ("Kế hoạch năm {{ nam + 1 }}", True),
        ("Hộ nghèo năm 2021", False),
        ("Mục tiêu đến năm 2030", False),
        ("Quyết định số 12024", False),
        ("Số hộ", False),
    ],
)
@pytest.mark.parametrize("year", [2025, 2026])
def test_figures_of_last_year_do_not_stay_in_the_draft(
    tmp_path: Path, heading: str, emptied: bool, year: int
) -> None:
    annex = f"""\
phu_luc:
  bieu:
    ten: Biểu chỉ tiêu
    cot:
      - {{ma: xa, nhan: Xã, kieu: don_vi}}
      - {{ma: ho, nhan: [Hộ nghèo, "{heading}"]}}
    dong_tong: {{nhan: Toàn tỉnh, ho: 45}}
    dong:
      - nhom: Vùng cao
        ho: 40
        dong:
          - {{xa: x_trung, ho: 30}}
      - {{xa: x_nam, ho: 5}}
"""
    register = "x_trung: {ten: Xã Trung}\nx_nam: {ten: Xã Nam}\n"
    path = rolled(tmp_path, "      - Rà soát hộ nghèo.", year, register, annex)
    table = load(path.read_text("utf-8"))["phu_luc"]["bieu"]
    group, row = table["dong"]
    figures = [table["dong_tong"]["ho"], group["ho"], group["dong"][0]["ho"], row["ho"]]
    assert figures == (["", "", "", ""] if emptied else ["45", "40", "30", "5"])
    question = next(asked["cau_hoi"] for asked in table[OPEN] if "-bieu" in asked["ma"])
    assert question.startswith("Nhập" if emptied else "Cột")


def test_a_map_that_changes_within_the_year_is_asked_not_applied(tmp_path: Path) -> None:
    register = PROVINCE.replace("den: 30/06/2024", "den: 30/06/2025").replace(
        "den: 2024", "den: 2025"
    )
    path = rolled(tmp_path, NODE, 2025, register, ANNEX)
    assert "{xa: x_dong,  thon: 4" in path.read_text("utf-8")
    asked = by_code(path)
    assert asked["cac_dong-bieu"]["cau_hoi"].startswith("3 dòng")
    assert "dong-x_bac" in asked
