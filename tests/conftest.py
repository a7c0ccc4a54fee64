"""What several test files share: the 2024 plan built once, and LibreOffice with a warm profile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.reading import PROJECT

FINDINGS_REMAIN = 1


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both files of the 2024 plan, built from the command line."""
    folder = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-m", "kehoach", "build", str(DEFAULT_PLAN), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, cwd=PROJECT, check=False)
    assert done.returncode == FINDINGS_REMAIN, done.stderr.decode("utf-8")
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
        subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=180)
        return [source.with_suffix(".pdf") for source in sources]

    return to_pdf
