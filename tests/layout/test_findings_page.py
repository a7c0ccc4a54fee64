"""The page of `kehoach check --report`, read and used in Chromium as a reviewer would."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.finished import libreoffice
from kehoach.finished.package import Package
from tests.finished.hostile import DOCM, package
from tests.waiting import wait_until
from tests.word_habits import HABITS


@pytest.fixture(scope="module")
def files(convert: Callable[..., list[Path]]) -> tuple[Path, Path]:
    """A report typed years ago, as Word file and PDF."""
    (pdf,) = convert(report=HABITS["report_of_old"]())
    return pdf.with_suffix(".docx"), pdf


@pytest.fixture(scope="module")
def report(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "soat.html"
    assert main(["check", str(files[1]), "--report", str(path)]) == Exit.FINDINGS
    return path


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    browser, service = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not service:
        pytest.skip("Chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    profile = f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"
    for option in ("--headless=new", "--no-sandbox", "--disable-gpu", profile):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(service))
    yield driver
    driver.quit()


def words(page: lxml.html.HtmlElement) -> str:
    return " ".join(str(page.text_content()).split())


def run(driver: webdriver.Chrome, script: str) -> Any:
    return driver.execute_script(script)


def test_each_component_says_what_was_found_what_is_asked_and_where_from(report: Path) -> None:
    page = lxml.html.document_fromstring(report.read_text("utf-8"))
    rows = page.xpath("//section[h2[contains(., 'Tiêu ngữ')]]//tr[contains(., 'TT213')]")
    assert isinstance(rows, list)
    (row,) = rows
    assert isinstance(row, lxml.html.HtmlElement)
    cells = [words(cell) for cell in row.iter("td")]
    assert "Không đạt" in cells[0]
    assert "nghiêng" in cells[1]
    assert "đậm" in cells[2]
    assert "Phụ lục I" in cells[3]


def test_the_counts_are_those_of_the_rows_that_failed(report: Path) -> None:
    page = lxml.html.document_fromstring(report.read_text("utf-8"))
    told = page.xpath("string(//ul[@class='dem']/li[@class='khong']/b)")
    failed = page.xpath("//tr[@class='khong']")
    assert isinstance(failed, list)
    assert int(str(told)) == len(failed) > 20


def test_the_page_needs_nothing_else_and_runs_nothing(report: Path) -> None:
    text = report.read_text("utf-8")
    page = lxml.html.document_fromstring(text)
    policy = str(page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)"))
    assert "<script" not in text
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert set(re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', text)) == set()


def test_words_of_a_document_stay_words(tmp_path: Path) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("<script>document.title = 'x'</script> <b>Số: 1/KH-UBND</b> & \"kế hoạch\"")
    path, target = tmp_path / "<b>a.docx", tmp_path / "soat.html"
    made.save(str(path))
    assert main(["check", str(path), "--report", str(target)]) == Exit.FINDINGS
    assert "<script" not in target.read_text("utf-8")
    assert "<b>a.docx" not in target.read_text("utf-8")


def test_places_are_marked_on_the_picture_of_the_page(
    report: Path, driver: webdriver.Chrome
) -> None:
    driver.set_window_size(1400, 1000)
    driver.get(report.as_uri())
    images = driver.find_elements(By.CSS_SELECTOR, ".trang img")
    assert len(images) == 2
    assert all(run(driver, "return [...document.images].map(i => i.naturalWidth > 600)"))
    number = driver.find_element(By.XPATH, "//tr[contains(., 'TT213')]//a[@class='so']").text
    driver.find_element(By.XPATH, "//tr[contains(., 'TT213')]//a[@class='so']").click()
    assert driver.current_url.endswith(f"#m-{number}")
    mark = next(
        text
        for text in driver.find_elements(By.CSS_SELECTOR, "svg text")
        if number in text.text.split(",")
    )
    box = mark.find_element(By.XPATH, "preceding-sibling::*").rect
    picture = images[0].rect
    # The motto stands in the upper right of the first page.
    assert (box["x"] - picture["x"]) / picture["width"] > 0.45
    assert (box["y"] - picture["y"]) / picture["height"] < 0.15
    wide = "return document.documentElement.scrollWidth <= window.innerWidth"
    assert run(driver, wide)
    driver.set_window_size(500, 900)
    wait_until(lambda: run(driver, "return innerWidth < 1000"))
    assert run(driver, wide)
    assert driver.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_a_word_file_is_laid_out_to_be_shown(files: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "soat.html"
    assert main(["check", str(files[0]), "--report", str(target)]) == Exit.FINDINGS
    page = lxml.html.document_fromstring(target.read_text("utf-8"))
    assert page.xpath("count(//div[@class='trang']/img)") == 2
    marks = page.xpath("count(//svg//rect)")
    assert isinstance(marks, float)
    assert marks > 10


def test_without_libreoffice_the_page_says_so(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    target = tmp_path / "soat.html"
    assert main(["check", str(files[0]), "--report", str(target)]) == Exit.FINDINGS
    text = target.read_text("utf-8")
    assert "Không có hình trang: máy này không có LibreOffice" in text
    assert "data:image/png" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        [str(DEFAULT_PLAN), "--report", "soat.html"],
        ["a.docx", "b.docx", "--report", "soat.html"],
        ["a.docx", "--fix"],
    ],
)
def test_options_that_do_not_go_together_are_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", *arguments]) == Exit.USAGE
    assert not list(tmp_path.iterdir())


def test_machines_are_told_the_page_and_no_line(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(files[1]), "--format", "json"]) == Exit.FINDINGS
    found = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["TT213"]["page"] == 1
    assert found["TT213"]["where"] == "trang 1"
    assert found["TT213"]["line"] is None
    assert found["TT105"]["page"] is None
    assert main(["check", str(files[1]), "--format", "sarif"]) == Exit.FINDINGS
    log = json.loads(capsys.readouterr().out)
    places = [each["locations"][0] for each in log["runs"][0]["results"]]
    assert {"text": "trang 1"} in [place.get("message") for place in places]
    assert not any("region" in place["physicalLocation"] for place in places)


def test_what_is_laid_out_names_nothing_elsewhere_and_has_no_macro(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid_out: list[dict[str, bytes]] = []

    def take(command: list[str]) -> None:
        with zipfile.ZipFile(command[-1]) as file:
            laid_out.append({name: file.read(name) for name in file.namelist()})

    monkeypatch.setattr(libreoffice, "_run", take)
    monkeypatch.setattr(libreoffice, "program", lambda: "soffice")
    word = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId8" Type="{word}/image" Target="http://192.0.2.1/a.png" '
        'TargetMode="External"/><Relationship Id="rId9" Target="vbaProject.bin" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
        "</Relationships>"
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": rels,
        "word/vbaProject.bin": b"Sub AutoOpen",
    }
    content = package(main=DOCM, more=more)
    assert libreoffice.as_pdf(Package(content, lambda fault: AssertionError(fault))) is None
    (parts,) = laid_out
    everything = b"".join(parts.values())
    assert "word/document.xml" in parts
    assert b"192.0.2.1" not in everything
    assert b"vbaProject" not in everything
    assert b"AutoOpen" not in everything
    assert b"macroEnabled" not in everything
