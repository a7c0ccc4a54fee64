"""Sheets beside the plan: what is wrong with a template is told of that template."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kehoach.findings import InputRefused
from kehoach.render.fill_template import TEMPLATES
from kehoach.render.sheets import set_sheet

LABELS = {
    "tieu_de": "Nhãn địa chỉ",
    "so_ky_hieu": "3456/KH-UBND",
    "sheets": [[{"ten": "Sở Y tế", "dia_chi": "Pleiku", "so_ban": 1, "nho": False}]],
}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("nhan_dia_chi.html", "label.ten }}", "label..ten }}", 16),
        ("nhan_dia_chi.html", "{{ so_ky_hieu }}", "{{ so }}", 0),
        ("nhan_dia_chi.css", "hyphens: none", "hypens: none", 0),
    ],
)
def test_a_mistake_is_told_of_the_template_that_has_it(
    templates: Path, name: str, old: str, new: str, line: int
) -> None:
    file = templates / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputRefused) as refused:
        set_sheet("nhan_dia_chi.html", LABELS, templates)
    (finding,) = refused.value.findings
    assert (Path(finding.place.file).name, finding.place.line) == ("nhan_dia_chi.html", line)
    assert "nhan_dia_chi.*" in finding.help
