"""The plan as printed says what was published, but for the listed differences and no others.

`golden/plan_2024.txt` is the published text (a web copy, whose table cells stand one a line
between bars); `golden/plan_2024.sai_khac.yaml` lists every difference with its reason. Both
formats are read with outside tools and compared after NFC and casefold, without white space.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.table import Table
from docx.text.paragraph import Paragraph

from kehoach.cli.console import Exit

TESTS = Path(__file__).parents[1]
PLAN = TESTS.parent / "content" / "plan_2024.yaml"
TOP_MARGIN = 56  # points: page numbers stand above this line, everything else below it

Difference = dict[str, str]


def squeeze(text: str) -> str:
    """The letters of a text: NFC, casefold, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text).casefold())


def published() -> str:
    return squeeze((TESTS / "golden" / "plan_2024.txt").read_text("utf-8"))


def differences() -> list[Difference]:
    text = (TESTS / "golden" / "plan_2024.sai_khac.yaml").read_text("utf-8")
    entries: list[Difference] = yaml.load(text, yaml.BaseLoader)
    return entries


def sides(entry: Difference) -> tuple[str, str]:
    """What stands in the published text, and what is printed there, both with their context."""
    before, after = entry.get("truoc", ""), entry.get("sau", "")
    old, new = (before + entry[key] + after for key in ("cong_bo", "in_ra"))
    return squeeze(old), squeeze(new)


def expected(entries: list[Difference]) -> str:
    """The published text with the listed differences applied in order."""
    text = published()
    for entry in entries:
        old, new = sides(entry)
        assert text.count(old) == int(entry.get("so_lan", 1)), entry
        text = text.replace(old, new)
    return text


def pdf_text(folder: Path, name: str) -> str:
    below = ["-x", "0", "-y", str(TOP_MARGIN), "-W", "2000", "-H", "2000"]
    command = ["pdftotext", "-raw", "-nopgbrk", *below, str(folder / f"{name}.pdf"), "-"]
    return squeeze(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8"))


def docx_text(folder: Path, name: str) -> str:
    document = docx.Document(str(folder / f"{name}.docx"))
    return squeeze("\n".join(docx_lines(document.iter_inner_content())))


def docx_lines(blocks: Iterator[Paragraph | Table]) -> Iterator[str]:
    """Paragraphs in order, tables cell by cell; a merged cell counts once, where it starts."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        seen: list[Any] = []
        for row in block.rows:
            for cell in row.cells:
                if not any(cell._tc is other for other in seen):
                    seen.append(cell._tc)
                    yield from docx_lines(cell.iter_inner_content())


def build(folder: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "kehoach", "build", str(PLAN), "-o", str(folder), *options]
    done = subprocess.run(command, capture_output=True, cwd=TESTS.parent, check=False)
    assert done.returncode == Exit.FINDINGS, done.stderr.decode("utf-8")
    return folder


@pytest.fixture(scope="module")
def copy_of_the_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("copy"), "--nhu-da-ban-hanh")


Reader = Callable[[Path, str], str]
both_formats = pytest.mark.parametrize(
    "read", [pytest.param(pdf_text, id="pdf"), pytest.param(docx_text, id="docx")]
)


def assert_same(printed: str, wanted: str) -> None:
    """Fail with the first place where two long texts part, not with both texts."""
    pairs = enumerate(zip(printed, wanted, strict=False))
    part = next((i for i, (a, b) in pairs if a != b), min(len(printed), len(wanted)))
    around = slice(max(part - 40, 0), part + 60)
    assert printed == wanted, f"printed …{printed[around]}… but wanted …{wanted[around]}…"


@both_formats
def test_the_list_is_exactly_the_difference(read: Reader, output: Path) -> None:
    assert_same(read(output, "plan_2024"), expected(differences()))


@both_formats
def test_no_listed_difference_is_superfluous(read: Reader, output: Path) -> None:
    printed = read(output, "plan_2024")
    for entry in differences():
        old, new = sides(entry)
        assert old not in printed, entry
        assert new in printed, entry
        assert len(entry["ly_do"]) > 20, entry


@both_formats
def test_a_copy_of_the_published_plan_has_its_figures(
    read: Reader, copy_of_the_published: Path
) -> None:
    layout_only = [entry for entry in differences() if entry["in_ra"] != "7.450"]
    assert len(layout_only) == len(differences()) - 1
    printed = read(copy_of_the_published, "plan_2024.nhu-da-ban-hanh")
    assert_same(printed, expected(layout_only))


def test_a_copy_of_the_published_plan_has_files_of_its_own(copy_of_the_published: Path) -> None:
    names = sorted(path.name for path in copy_of_the_published.iterdir())
    assert names == ["plan_2024.nhu-da-ban-hanh.docx", "plan_2024.nhu-da-ban-hanh.pdf"]
