"""What an installed package would lack, and what a set-up lets in, shows only there."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kehoach.files import PROJECT

SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
SETUP, TEST = PROJECT / "constraints.txt", PROJECT / "constraints-test.txt"


def test_every_data_file_is_packed() -> None:
    packed = {
        file
        for package, patterns in SETTINGS["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for file in PROJECT.joinpath(*package.split(".")).glob(pattern)
    }
    files = {
        file
        for file in (PROJECT / "kehoach").rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    assert len(files) > 10
    assert files <= packed


# What ./run lets in


def pinned(*lists: Path) -> dict[str, Requirement]:
    """The libraries of the lists by name; each with one version, and with hashes."""
    pins: dict[str, Requirement] = {}
    for file in lists:
        text = re.sub(r"(?m)^#.*\n", "", file.read_text("utf-8"))
        for entry in re.split(r"\n(?! )", text.strip()):
            words, *hashes = re.split(r" \\\n +", entry)
            requirement = Requirement(words)
            assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), entry
            assert hashes, entry
            assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word) for word in hashes), entry
            assert requirement.name not in pins, entry
            pins[requirement.name] = requirement
    return pins


def needed(requirements: list[str], seen: set[str]) -> Iterator[Requirement]:
    """What these ask for on this machine, and what that asks for in turn."""
    for text in requirements:
        requirement = Requirement(text)
        extras = [*requirement.extras, ""]
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        yield requirement
        if name in seen:
            continue
        seen.add(name)
        for below in distribution(name).requires or ():
            marker = Requirement(below).marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                yield from needed([below.partition(";")[0]], seen)


@pytest.mark.parametrize("lists", [(SETUP,), (SETUP, TEST)], ids=["run", "run test"])
def test_everything_that_is_needed_is_pinned_with_its_hashes(lists: tuple[Path, ...]) -> None:
    project = SETTINGS["project"]
    asked = [*project["dependencies"], *SETTINGS["build-system"]["requires"]]
    if TEST in lists:
        asked += project["optional-dependencies"]["test"]
    pins = pinned(*lists)
    requirements = list(needed(asked, set()))
    assert len(requirements) > 40
    for requirement in requirements:
        pin = pins[canonicalize_name(requirement.name)]
        assert pin.marker is None or pin.marker.evaluate(), pin
        (specifier,) = pin.specifier
        assert requirement.specifier.contains(specifier.version), requirement


def test_tools_of_the_tests_are_not_set_up_for_clerks() -> None:
    assert "pip" in pinned(SETUP)
    assert not {"pytest", "hypothesis", "mypy", "ruff", "selenium"} & pinned(SETUP).keys()


def spoiled_wheel(folder: Path) -> str:
    """A wheel of pip that is not the one whose hash is written down; gives that hash."""
    return _offer(folder / "pip-99.0-py3-none-any.whl", altered=True)


def source_archive(folder: Path) -> str:
    """A source that has the hash that is written down, but would be run to be installed."""
    return _offer(folder / "pip-99.0.tar.gz", altered=False)


def _offer(file: Path, *, altered: bool) -> str:
    archive = BytesIO()
    with ZipFile(archive, "w") as package:
        package.writestr("pip-99.0.dist-info/METADATA", "Name: pip\nVersion: 99.0\n")
    content = archive.getvalue()
    file.write_bytes(content + b"\0" * altered)
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        (spoiled_wheel, "không khớp mã kiểm (SHA-256) ghi trong"),
        pytest.param(
            source_archive,
            "No matching distribution found for pip==99.0",
            marks=pytest.mark.thorough,
        ),
    ],
    ids=["spoiled", "source"],
)
def test_what_is_not_the_file_that_was_tested_is_not_installed(
    offer: Callable[[Path], str], told: str, tmp_path: Path
) -> None:
    project, offered = tmp_path / "project", tmp_path / "offered"
    project.mkdir()
    offered.mkdir()
    for name in ("run", "pyproject.toml", "constraints-test.txt"):
        shutil.copy(PROJECT / name, project)
    constraint = f"pip==99.0 \\\n    --hash=sha256:{offer(offered)}\n"
    (project / "constraints.txt").write_text(constraint, "utf-8")
    only_here = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(offered),
        "PIP_CONFIG_FILE": os.devnull,
    }
    run = subprocess.run(
        [project / "run"], env={**os.environ, **only_here}, capture_output=True, check=False
    )
    assert run.returncode == 3
    assert told in run.stderr.decode()
    assert not list((project / ".venv").glob("*.ready"))
    assert not list((project / ".venv").rglob("pip-99*"))
