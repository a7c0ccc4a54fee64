"""The page of a comparison: read as HTML, then used in Chromium as a reviewer would."""

from __future__ import annotations

import base64
import copy
import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.compare.changes import (
    AnnexPair,
    CellKey,
    ChangeKind,
    Comparison,
    Coverage,
    DiffPiece,
    LinePair,
    PlanChange,
    PlanPart,
    PlanSide,
    Tally,
    Where,
)
from kehoach.compare.report.comparison_page import as_page
from kehoach.locations import Place
from kehoach.resolve.passages import PrintedPlace
from kehoach.resolve.read import read_plan
from tests.waiting import wait_until

HOSTILE = """</script><script>hacked = 1</script><img src=x onerror="hacked = 1"> & 'hộ' "nghèo" """
PLAN = f"""
nam: 2025
trang_thai: ban_hanh
the_thuc:
  co_quan: [Ủy ban nhân dân, xã Ia Băng]
  so: 12
  ngay: 08/12/2024
  ky_hieu: KH-UBND
  dia_danh: Ia Băng
  trich_yeu: "Giảm nghèo <b>& an sinh</b>"
noi_dung:
  - tieu_de: Mục tiêu
    muc:
      - "Còn 10,00% hộ nghèo."
  - tieu_de: Nhiệm vụ
    muc:
      - {{don_vi: y_te, muc: ["{HOSTILE.replace('"', chr(92) + '"')}"]}}
      - {{don_vi: cong_an, muc: ["Giữ gìn trật tự."]}}
phu_luc:
  ho:
    ten: Số hộ nghèo
    cot:
      - {{ma: tt, nhan: [TT], kieu: tt}}
      - {{ma: thon, nhan: [Thôn], kieu: don_vi}}
      - {{ma: tong, nhan: [Hộ dân, Tổng số], tong: cong}}
      - {{ma: ngheo, nhan: [Hộ dân, Hộ nghèo], tong: cong}}
      - {{ma: ty_le, nhan: [Tỷ lệ (%)], cong_thuc: ngheo / tong * 100, thap_phan: 2}}
    dong_tong: {{nhan: Tổng cộng}}
    dong:
      - {{thon: thon_1, tong: 100, ngheo: 8}}
      - {{thon: thon_2, tong: 100, ngheo: 12}}
noi_nhan: [UBND huyện, {{luu: VT}}]
ky: {{quyen_han: [TM. Ủy ban nhân dân], ho_ten: Nguyễn Văn An}}
"""
REGISTER = """
y_te: {ten: Trạm Y tế}
cong_an: {ten: Công an xã}
thon_1: {ten: Thôn Một, loai: dia_ban}
thon_2: {ten: Thôn Hai, loai: dia_ban}
"""
REWORDED_OLD = f"Hướng dẫn {HOSTILE}theo quy định."
REWORDED_NEW = f"Kiểm tra {HOSTILE}theo quy định & báo cáo."
SUBSTANCE = [1, 3, 5, 6, 7, 8, 10]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two plans and ten changes, made by hand: the page has to show what it is given."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "don_vi.yaml").write_text(REGISTER, "utf-8")
    for name, text in (("cu", PLAN), ("moi", PLAN.replace("ngheo: 8", "ngheo: 10"))):
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    old = PlanSide("HEAD~1:<cu>.yaml", read_plan(folder / "cu.yaml"))
    new = PlanSide("moi.yaml", read_plan(folder / "moi.yaml"))

    def spot(side: PlanSide, place: PrintedPlace, line: int) -> Where:
        return Where(place, Place(side.reading.source.name, line, 3))

    def change(
        number: int, kind: ChangeKind, part: PlanPart, *steps: str, **parts: object
    ) -> PlanChange:
        row, column = (parts.pop(name, None) for name in ("row", "column"))
        place = PrintedPlace(steps, row, column)  # type: ignore[arg-type]
        sides = (
            None if kind is ChangeKind.ADDED else spot(old, place, 100 + number),
            None if kind is ChangeKind.REMOVED else spot(new, place, 200 + number),
        )
        return dataclasses.replace(PlanChange(number, kind, part, *sides), **parts)  # type: ignore[arg-type]

    def cell(row: str, column: str) -> dict[str, CellKey]:
        ref = CellKey("ho", row, column)
        return {"cell_old": ref, "cell_new": ref}

    def figures(before: str, after: str) -> dict[str, object]:
        values = [Decimal(text.replace(",", ".")) for text in (before, after)]
        return {"old": before, "new": after, "value_old": values[0], "value_new": values[1]}

    goals, tasks = PlanPart("I. Mục tiêu", "phần I"), PlanPart("II. Nhiệm vụ", "phần II")
    annex = PlanPart("Phụ lục", "Phụ lục")
    hostile = (
        DiffPiece("-", "Hướng dẫn "),
        DiffPiece("+", "Kiểm tra "),
        DiffPiece("=", HOSTILE + "theo quy định"),
        DiffPiece("+", " & báo cáo"),
        DiffPiece("=", "."),
    )
    sentence = (
        DiffPiece("=", "Còn "),
        DiffPiece("-", "10,00%", computed=True),
        DiffPiece("+", "11,00%", computed=True),
        DiffPiece("=", " hộ nghèo."),
    )
    changes = (
        change(1, ChangeKind.HEAD, PlanPart("Thể thức"), "đầu trang 1",
               subject="ngày", old="a", new="b"),
        change(2, ChangeKind.COMPUTED, goals, "phần I", "gạch đầu dòng thứ 1",
               old="Còn 10,00% hộ nghèo.", new="Còn 11,00% hộ nghèo.", pieces=sentence,
               causes=(8,), clause_old=1, clause_new=1),
        change(3, ChangeKind.REWORDED, tasks, "phần II", "mục 1",
               old=REWORDED_OLD, new=REWORDED_NEW, pieces=hostile, agencies=("y_te",),
               clause_old=4, clause_new=4),
        change(4, ChangeKind.RENUMBERED, tasks, "phần II", "mục 2", old="3", new="2", causes=(5,),
               agencies=("cong_an",), clause_old=5, clause_new=5),
        change(5, ChangeKind.REMOVED, tasks, "phần II", "mục 2",
               old="Việc đã xong.", agencies=("mat",)),
        change(6, ChangeKind.DEADLINE, tasks, "phần II", "mục 1",
               old="15/12/2024", new="10/12/2025", agencies=("y_te",), clause_old=4, clause_new=4),
        change(7, ChangeKind.ADDED, tasks, "phần II", "mục 3", new="Việc mới\nhai dòng.",
               agencies=("y_te", "cong_an")),
        change(8, ChangeKind.FIGURE, annex, "Phụ lục", row="Thôn Một", column="Hộ nghèo",
               **cell("thon_1", "ngheo"), **figures("8", "10")),
        change(9, ChangeKind.COMPUTED, annex, "Phụ lục", row="Thôn Một", column="Tỷ lệ (%)",
               **cell("thon_1", "ty_le"), **figures("8,00", "10,00"), causes=(8,)),
        change(10, ChangeKind.MOVED, annex, "Phụ lục", row="Thôn Hai", old="dòng 1", new="dòng 2",
               **cell("thon_2", "")),
    )  # fmt: skip
    before, after = (side.document.phu_luc[0] for side in (old, new))
    columns = tuple(LinePair(code, i, i) for i, code in enumerate(after.table.codes))
    rows = tuple(LinePair(row.key, i, i) for i, row in enumerate(after.table.rows))
    coverage = Coverage(Tally(21, 22, 18, 2, 1, 2), Tally(15, 15, 10, 5, 0, 0))
    pair = AnnexPair(before, after, columns, rows)
    return Comparison(old, new, changes, (), (pair,), coverage, same_bytes=False)


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(as_page(comparison))


def one(page: lxml.html.HtmlElement, path: str) -> lxml.html.HtmlElement:
    found = page.xpath(path)
    assert isinstance(found, list)
    assert len(found) == 1, path
    element = found[0]
    assert isinstance(element, lxml.html.HtmlElement)
    return element


def every(page: lxml.html.HtmlElement, path: str) -> list[lxml.html.HtmlElement]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return [element for element in found if isinstance(element, lxml.html.HtmlElement)]


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


# The page as HTML


def test_every_change_can_be_cited_and_says_its_kind_and_place(page: lxml.html.HtmlElement) -> None:
    shown = every(page, "//*[contains(@class, 'thay-doi')]")
    assert [element.get("id") for element in shown] == [f"td-{n}" for n in range(1, 11)]
    reworded = one(page, "//*[@id='td-3']")
    assert words(reworded).startswith("#3 Sửa lời Phần II, mục 1")
    assert "Bản cũ: phần II, mục 1, dòng 103" in words(reworded)
    assert "Bản mới: phần II, mục 1, dòng 203" in words(reworded)
    assert "Bản mới: không có" in words(one(page, "//*[@id='td-5']"))
    assert "Cơ quan: Trạm Y tế; Công an xã" in words(one(page, "//*[@id='td-7']"))


def test_marked_words_make_both_texts(page: lxml.html.HtmlElement) -> None:
    for other, whole in (("ins", REWORDED_OLD), ("del", REWORDED_NEW)):
        text = copy.deepcopy(one(page, "//*[@id='td-3']//div[@class='loi-van']"))
        for mark in every(text, f".//{other}"):
            mark.drop_tree()
        assert text.text_content() == whole


def test_text_of_a_plan_stays_text(page: lxml.html.HtmlElement) -> None:
    assert len(every(page, "//script")) == 1
    assert not every(page, "//img | //*[@onerror] | //p//b[contains(., 'an sinh')]")
    assert HOSTILE.strip() in str(one(page, "//*[@id='td-3']").text_content())
    assert "HEAD~1:<cu>.yaml" in words(one(page, "//header"))


def test_nothing_comes_from_elsewhere_and_only_our_script_may_run(comparison: Comparison) -> None:
    text = as_page(comparison)
    page = lxml.html.document_fromstring(text)
    policy = one(page, "//meta[@http-equiv='Content-Security-Policy']").get("content") or ""
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not every(page, "//@src | //*[@style] | //object | //iframe")
    targets = [element.get("href") or "" for element in every(page, "//*[@href]")]
    assert {target for target in targets if not target.startswith("#")} == {"data:,"}
    assert "url(" not in text
    assert "@import" not in text


def test_every_link_leads_somewhere_and_every_id_is_one(page: lxml.html.HtmlElement) -> None:
    ids = [element.get("id") for element in every(page, "//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {element.get("href") for element in every(page, "//a")}
    assert targets <= {f"#{each}" for each in ids}
    labelled = [element.get("aria-labelledby") for element in every(page, "//*[@aria-labelledby]")]
    assert set(labelled) <= set(ids)


def test_a_consequence_and_its_cause_name_each_other(page: lxml.html.HtmlElement) -> None:
    assert "Đổi theo #8" in words(one(page, "//*[@id='td-2']"))
    assert "Kéo theo #2, #9" in words(one(page, "//*[@id='td-8']"))
    assert "Cùng điều khoản: #6" in words(one(page, "//*[@id='td-3']"))


def test_the_head_says_what_was_compared_and_how_much(page: lxml.html.HtmlElement) -> None:
    head = words(one(page, "//body/header"))
    assert "Số: 12/KH-UBND · Ia Băng, ngày 08 tháng 12 năm 2024" in head
    assert "Bản mới đã ban hành Kế hoạch giảm nghèo <b>& an sinh</b>" in head
    assert "10 thay đổi" in head
    assert "Đổi theo 2" in head
    assert (
        "Đã đối chiếu 21 đoạn và 15 ô của bản cũ với 22 đoạn và 15 ô của bản mới; giống hệt 18 "
        "đoạn và 10 ô; có thay đổi 2 đoạn và 5 ô; chỉ có ở bản cũ 1 đoạn và 0 ô; chỉ có ở bản mới "
        "2 đoạn và 0 ô. Không phần nào bị bỏ sót." in head
    )


def test_equal_sides_are_told_once(comparison: Comparison) -> None:
    coverage = Coverage(Tally(143, 143, 142, 1, 0, 0), Tally(133, 133, 133, 0, 0, 0))
    text = as_page(dataclasses.replace(comparison, coverage=coverage))
    assert (
        "Đã đối chiếu 143 đoạn và 133 ô ở mỗi bên; giống hệt 142 đoạn và 133 ô; có thay đổi 1 đoạn "
        "và 0 ô. Không phần nào bị bỏ sót." in text
    )


def test_the_contents_follow_the_parts(page: lxml.html.HtmlElement) -> None:
    entries = every(page, "//nav//li[@data-phan]")
    heads = [words(one(entry, "./a")) + words(one(entry, "./span")) for entry in entries]
    assert heads == ["Thể thức1", "I. Mục tiêu1", "II. Nhiệm vụ5", "Phụ lục3"]
    assert words(every(entries[2], ".//ol//a")[0]) == "#3 Sửa lời: mục 1"
    assert [words(part) for part in every(page, "//main/section/h2")] == [
        "Thể thức", "I. Mục tiêu", "II. Nhiệm vụ", "Phụ lục",
    ]  # fmt: skip


def test_the_annex_tells_each_difference_in_place(page: lxml.html.HtmlElement) -> None:
    table = one(page, "//figure//table")
    rows = [[words(cell) for cell in every(row, "./td | ./th")] for row in every(table, ".//tr")]
    assert rows[:2] == [["TT", "Thôn", "Hộ dân", "Tỷ lệ (%)"], ["Tổng số", "Hộ nghèo"]]
    assert ["1", "Thôn Một", "100", "10+2 (+25,0%)", "10,00+2,00 điểm %"] in rows
    assert ["2", "Thôn Hai chuyển chỗ #10", "100", "12", "12,00"] in rows
    entered, computed = every(table, ".//td[contains(@class, 'doi')]")
    assert (entered.get("class"), computed.get("class")) == ("f doi tang4", "f doi tinh tang4")


def test_controls_and_landmarks_have_names(page: lxml.html.HtmlElement) -> None:
    assert page.get("lang") == "vi"
    one(page, "//main")
    for landmark in every(page, "//nav | //aside | //form | //figure"):
        assert landmark.get("aria-label") or landmark.get("aria-labelledby")
    for control in every(page, "//input | //select"):
        around = every(control, "ancestor::label")
        assert around or control.label is not None, control.get("name")
    assert not every(page, "//th[not(@scope)]")


def test_plans_that_say_the_same_get_a_page_that_says_so(comparison: Comparison) -> None:
    same = dataclasses.replace(comparison, changes=())
    assert "Hai bản in ra như nhau." in as_page(same)
    assert "Hai tệp giống hệt nhau." in as_page(dataclasses.replace(same, same_bytes=True))


def test_the_same_comparison_gives_the_same_page(comparison: Comparison) -> None:
    assert as_page(comparison) == as_page(comparison)


def test_the_command_writes_the_page_of_its_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "don_vi.yaml").write_text(REGISTER, "utf-8")
    old, new, target = (tmp_path / name for name in ("cu.yaml", "moi.yaml", "so_sanh.html"))
    old.write_text(PLAN, "utf-8")
    new.write_text(PLAN.replace("ngheo: 8", "ngheo: 10").replace("trật tự", "an ninh"), "utf-8")
    assert (
        main(["diff", str(old), str(new), "--format", "html", "-o", str(target)]) == Exit.FINDINGS
    )
    page = lxml.html.document_fromstring(target.read_text("utf-8"))
    assert "8 10 +2 (+25,0%)" in words(one(page, "//main//table[@class='so-lieu']"))
    reworded = one(page, "//article[@data-loai='reworded']")
    marks = [words(mark) for mark in every(reworded, ".//del | .//ins")]
    assert marks == ["trật tự", "an ninh"]
    capsys.readouterr()
    main(["diff", str(old), str(new), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    numbers = [element.get("id") for element in every(page, "//*[@data-loai]")]
    assert numbers == [f"td-{number}" for number in range(1, len(told) + 1)]


# The page in Chromium


OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--window-size=1280,900",
)  # fmt: skip


class Reader:
    """A reviewer with the page open in Chromium."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver, self.address = driver, address

    def open(self, state: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(self.address + state)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def run(self, script: str) -> object:
        return self.driver.execute_script(script)

    def shown(self) -> list[int]:
        """The numbers of the changes that can be seen."""
        script = "return [...document.querySelectorAll('.thay-doi')]"
        script += ".filter((each) => each.checkVisibility()).map((each) => +each.id.slice(3))"
        return list(map(int, self.driver.execute_script(script)))

    def log(self, name: str) -> list[dict[str, Any]]:
        """What the browser has noted since it was last asked."""
        return list(self.driver.get_log(name))  # type: ignore[no-untyped-call]

    @property
    def state(self) -> str:
        """What the address says after its #."""
        return self.driver.current_url.partition("#")[2]

    @property
    def focused(self) -> str:
        return self.driver.switch_to.active_element.get_attribute("id") or ""

    def printed(self, folder: Path) -> str:
        """What pdftotext reads in the printed page, line by line as laid out."""
        given = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        path = folder / "page.pdf"
        path.write_bytes(base64.b64decode(given["data"]))
        command = ["pdftotext", "-layout", str(path), "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    browser, service = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not service:
        pytest.skip("Chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(service))
    yield driver
    driver.quit()


@pytest.fixture
def reader(driver: webdriver.Chrome, comparison: Comparison, tmp_path: Path) -> Reader:
    path = tmp_path / "so_sanh.html"
    path.write_text(as_page(comparison), "utf-8")
    reader = Reader(driver, path.as_uri())
    reader.open()
    return reader


def test_kinds_can_be_hidden_and_the_address_keeps_it(reader: Reader) -> None:
    assert reader.shown() == list(range(1, 11))
    reader.click("[name=loai][value=reworded]")
    reader.click("[name=loai][value=figure]")
    assert reader.shown() == [1, 2, 4, 5, 6, 7, 9, 10]
    assert reader.find("[role=status]").text == "Đang lọc: hiện 8 trong 10 thay đổi."
    reader.open(f"#{reader.state}")
    assert reader.shown() == [1, 2, 4, 5, 6, 7, 9, 10]
    reader.click("form button")
    assert reader.shown() == list(range(1, 11))
    assert reader.state == ""


def test_only_changes_of_substance(reader: Reader) -> None:
    reader.click("[name=noi-dung]")
    assert reader.shown() == SUBSTANCE
    contents = reader.find("nav").text
    assert "I. Mục tiêu" not in contents.splitlines()
    assert "II. Nhiệm vụ 4" in contents
    assert "#4" not in contents


def test_one_agency(reader: Reader) -> None:
    reader.click("#co-quan option[value=cong_an]")
    assert reader.shown() == [4, 7]
    reader.click("[name=noi-dung]")
    assert reader.shown() == [7]
    reader.click("[name=loai][value=added]")
    assert reader.shown() == []
    assert reader.find("[role=status]").text.startswith("Không có thay đổi nào khớp bộ lọc")


def test_side_by_side_parts_the_words(reader: Reader) -> None:
    reader.click("[name=xem][value=song-song]")
    left, right = (
        column.text.partition("\n")[2]
        for column in reader.driver.find_elements(By.CSS_SELECTOR, "#td-3 .cot")
    )
    assert [left, right] == [REWORDED_OLD.strip(), REWORDED_NEW.strip()]
    assert not reader.find("#td-3 .loi-van").is_displayed()
    assert reader.find("#td-5 .cot:last-child").text == "Bản mới\n(không có)"
    reader.open(f"#{reader.state}")
    reader.click("form button")
    assert reader.find("#td-3 .hai-cot").is_displayed()
    reader.click("[name=xem][value=lien-dong]")
    assert reader.find("#td-3 .loi-van").is_displayed()
    assert not reader.find("#td-3 .hai-cot").is_displayed()


def test_marks_are_more_than_colour(reader: Reader) -> None:
    lines = [
        reader.find(f"#td-3 .loi-van {tag}").value_of_css_property("text-decoration-line")
        for tag in ("del", "ins")
    ]
    assert lines == ["line-through", "underline"]


def test_a_link_leads_to_its_change_and_keeps_the_filters(reader: Reader) -> None:
    reader.click("[name=loai][value=head]")
    reader.click("#td-2 .lien-ket a")
    assert reader.focused == "td-8"
    assert 0 <= reader.find("#td-8").rect["y"] - float(str(reader.run("return scrollY"))) < 900
    assert reader.state.startswith("td-8?loai=")
    assert 1 not in reader.shown()
    reader.driver.back()
    assert 1 not in reader.shown()


def test_a_link_to_a_hidden_change_shows_it(reader: Reader) -> None:
    reader.click("[name=loai][value=figure]")
    assert 8 not in reader.shown()
    reader.click("#td-9 .lien-ket a")
    assert 8 in reader.shown()
    assert reader.focused == "td-8"
    reader.open("#td-5")
    assert reader.focused == "td-5"


@pytest.mark.parametrize("state", ["#%E0%A4%A", "#td-99?loai=none&co-quan=nobody", "#?xem=<b>"])
def test_an_odd_address_does_no_harm(reader: Reader, state: str) -> None:
    reader.open(state)
    reader.click("form button")
    assert reader.shown() == list(range(1, 11))
    assert reader.log("browser") == []


def test_the_keyboard_reaches_everything(reader: Reader) -> None:
    reader.find("body").send_keys(Keys.TAB)
    assert reader.driver.switch_to.active_element.text == "Chuyển đến danh sách thay đổi"
    reader.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert reader.focused == "noi-dung"
    reader.find("[name=noi-dung]").send_keys(Keys.SPACE)
    assert reader.shown() == SUBSTANCE


def test_no_request_no_error_and_no_script_of_the_plan(reader: Reader) -> None:
    reader.log("performance")
    reader.log("browser")
    reader.open()
    reader.click("[name=xem][value=song-song]")
    messages = [json.loads(entry["message"])["message"] for entry in reader.log("performance")]
    sent = [each for each in messages if each["method"] == "Network.requestWillBeSent"]
    addresses = {each["params"]["request"]["url"] for each in sent}
    assert addresses - {"about:blank", "data:,"} == {reader.address}
    assert reader.log("browser") == []
    assert reader.run("return typeof hacked") == "undefined"


def test_without_javascript_it_is_a_plain_list(reader: Reader) -> None:
    command = "Emulation.setScriptExecutionDisabled"
    reader.driver.execute_cdp_cmd(command, {"value": True})
    try:
        reader.open("#td-7")
        assert reader.shown() == list(range(1, 11))
        assert not reader.find("form").is_displayed()
        assert reader.find("nav").is_displayed()
    finally:
        reader.driver.execute_cdp_cmd(command, {"value": False})


def test_a_narrow_window_needs_no_sideways_scrolling(reader: Reader) -> None:
    reader.driver.set_window_size(700, 900)
    wait_until(lambda: reader.run("return innerWidth < 1000"))
    try:
        reader.open("#?xem=song-song")
        assert reader.run("return document.documentElement.scrollWidth <= innerWidth")
        assert reader.find("#td-3").rect["width"] > 500
    finally:
        reader.driver.set_window_size(1280, 900)


def test_print_holds_the_changes_and_not_the_controls(reader: Reader, tmp_path: Path) -> None:
    text = reader.printed(tmp_path)
    assert "Bỏ lọc" not in text
    assert "Mục lục" not in text
    assert "Đang hiện" not in text
    for number in range(1, 11):
        assert f"#{number} " in text
    assert "+2,00 điểm %" in text
    size = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, check=True)
    assert "(A4)" in size.stdout.decode()


def test_print_says_that_something_is_filtered(reader: Reader, tmp_path: Path) -> None:
    reader.click("[name=noi-dung]")
    text = reader.printed(tmp_path)
    assert "Đang lọc: hiện 7 trong 10 thay đổi." in text
    assert "Phần II, mục 3" in text
    assert "#4 " not in text
