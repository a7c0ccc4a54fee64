"""What several test files share: the 2024 plan built once, and LibreOffice with a warm profile."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.plan.register import Register
from kehoach.resolve.read import from_source
from kehoach.source.source import parse_source
from tests.waiting import PATIENCE

settings.register_profile(
    "kehoach", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kehoach")

SMALLEST = {
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


class _AsClerksDo(yaml.SafeDumper):
    """Writes what occurs twice twice, since plans know no anchors, and nothing for None."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_AsClerksDo.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


@pytest.fixture(scope="session")
def resolved() -> Callable[..., Document]:
    """Makes the finished document of the smallest good plan with other parts given by name.

    `don_vi` is the register, by id the full name.
    """

    def make(*, don_vi: dict[str, str] | None = None, **parts: Any) -> Document:
        text = yaml.dump(
            SMALLEST | parts, Dumper=_AsClerksDo, allow_unicode=True, sort_keys=False, width=60
        )
        source = parse_source(text, "plan.yaml")
        units = {key: {"ten": name} for key, name in (don_vi or {}).items()}
        return from_source(source, Register.model_validate(units)).document

    return make


@pytest.fixture(scope="session", autouse=True)
def kept_reviews(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the builds of this process keep their reviews: no folder of the user."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kehoach.check.kept_reviews._folder", lambda: folder)
        yield folder


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both files of the 2024 plan, built from the command line."""
    folder = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-m", "kehoach", "build", str(DEFAULT_PLAN), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, cwd=PROJECT, check=False)
    assert done.returncode == Exit.FINDINGS, done.stderr.decode("utf-8")
    return folder


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """LibreOffice's PDF of Word files, in one start of the program."""
    folder = tmp_path_factory.mktemp("libreoffice")

    def to_pdf(**files: bytes) -> list[Path]:
        for name, content in files.items():
            (folder / f"{name}.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        sources = [folder / f"{name}.docx" for name in files]
        subprocess.run(
            [*command, *map(str, sources)], check=True, capture_output=True, timeout=PATIENCE
        )
        return [source.with_suffix(".pdf") for source in sources]

    return to_pdf


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[bytes]]:
    """Word files as LibreOffice saves them after a command of its menu, in one start of it.

    Takes pairs of a file and a command (`AcceptAllTrackedChanges`, or "" for none).
    """
    folder = tmp_path_factory.mktemp("libreoffice")
    starts = count()

    def settle(*tasks: tuple[bytes, str]) -> list[bytes]:
        start = next(starts)
        written = []
        for number, (content, command) in enumerate(tasks):
            source = folder / f"{start}-{number}.docx"
            source.write_bytes(content)
            written.append((source, command, source.with_suffix(".saved.docx")))
        subprocess.run(
            [
                "/usr/bin/python3",
                str(Path(__file__).with_name("libreoffice.py")),
                str(folder / "p"),
            ],
            input=json.dumps([[str(each) for each in task] for task in written]).encode(),
            check=True,
            capture_output=True,
            timeout=3 * PATIENCE,  # it too waits for the program to start and to end
        )
        return [target.read_bytes() for _, _, target in written]

    return settle


LONGEST = (
    "xlsx/test_workbooks",
    "sending/test_sight",
    "finished/test_hostile_files",
    "render/test_long_annex",
    "returned/test_returned_file",
    "redline/test_tracked_document",
    "sending/test_send",
    "layout/test_pdf_layout",
    "sending/test_killed",
    "sending/test_approval",
    "returned/test_laws",
)
"""Files that are handed out first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest first, the others in their order."""
    places = {Path(__file__).parent / f"{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
