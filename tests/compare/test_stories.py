"""The catalogue of editing stories: what kehoach diff must report for each.

The stories are documents to read: `cau_chuyen.yaml`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach.cli.main import main

FOLDER = Path(__file__).parent
STORIES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "cau_chuyen.yaml").read_text("utf-8"))
KINDS = {
    "added", "removed", "reworded", "moved", "renumbered", "reassigned", "deadline", "figure",
    "computed", "citation", "recipient", "head",
}  # fmt: skip


def edited(file: str, edits: list[dict[str, str]]) -> str:
    """A file of the catalogue with each old text, which stands there once, replaced."""
    text = (FOLDER / file).read_text("utf-8")
    for edit in edits:
        assert text.count(edit["cu"]) == 1, edit
        text = text.replace(edit["cu"], edit["moi"])
    return text


@pytest.fixture
def told(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders, an old and a new one."""
    folders = (tmp_path / "cu", tmp_path / "moi")
    for folder in folders:
        folder.mkdir()
    return folders


def write(story: dict[str, Any], folders: tuple[Path, Path]) -> tuple[str, str]:
    """Both plans of a story; their names."""
    old, new = folders
    for folder, edits, units in (
        (old, story.get("sua_ban_cu", []), []),
        (new, story.get("sua", []), story.get("sua_don_vi", [])),
    ):
        (folder / "ke_hoach.yaml").write_text(edited("ke_hoach.yaml", edits), "utf-8")
        (folder / "don_vi.yaml").write_text(edited("don_vi.yaml", units), "utf-8")
    return str(old / "ke_hoach.yaml"), str(new / "ke_hoach.yaml")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["ten"]))
def test_report_of_a_story(
    story: dict[str, Any], told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    names = write(story, told)
    code = main(["diff", *names])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{names[0]} → {names[1]}"
    assert lines[-1].startswith("Đã đối chiếu hết: ")
    assert "\n".join(lines[1:-1]).strip() == story["bao"].strip()
    assert code == (0 if story["bao"].startswith("Không thay đổi") else 1)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["ten"]))
def test_machines_read_the_same(
    story: dict[str, Any], told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["diff", *write(story, told), "--format", "json"])
    changes = json.loads(capsys.readouterr().out)
    assert code == (1 if changes else 0)
    assert {change["kind"] for change in changes} <= KINDS
    for change in changes:
        assert {"kind", "where", "old", "new", "cause"} <= change.keys()
        assert change["cause"] is None or 1 <= change["cause"] <= len(changes)


def test_thirty_stories() -> None:
    assert len(STORIES) >= 30
    assert len({story["ten"] for story in STORIES}) == len(STORIES)
