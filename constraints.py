#!/usr/bin/env python3
"""Write constraints.txt and constraints-test.txt anew, from what pyproject.toml asks for.

    .venv/bin/python constraints.py              # keeps the versions that are there
    .venv/bin/python constraints.py --upgrade    # takes the newest that pyproject.toml allows

Needs `./run test` to have been here (packaging comes with it), and the network. uv resolves for
every platform in one go, which pip cannot; it comes into a folder that is deleted again.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parent
UV = "uv==0.13.9"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
MACHINES = ("x86_64", "aarch64")
NEWEST_GLIBC = 35
"""2.35 is that of Ubuntu 22.04, the oldest system that ./run serves."""

SETUP = """\
# What ./run installs, and nothing else may come: exact versions, and the SHA-256 of every wheel of
# them for Linux on x86_64 and aarch64, Python 3.11 to 3.14. pip and setuptools are among them.
"""
TEST = """\
# What ./run test installs beside constraints.txt, in the same way.
"""
RENEWAL = """\
# Written by constraints.py, never by hand; to renew: .venv/bin/python constraints.py --upgrade,
# then ./run test. The lower bounds are in pyproject.toml.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A Python on a machine, as markers and the names of wheels see it."""

    python: tuple[int, int]
    machine: str

    @property
    def environment(self) -> Mapping[str, str]:
        version = ".".join(map(str, self.python))
        return {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_system": "Linux",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": "linux",
        }

    @property
    def tags(self) -> frozenset[Tag]:
        platforms = [
            *(f"manylinux_2_{minor}_{self.machine}" for minor in range(5, NEWEST_GLIBC + 1)),
            *(f"manylinux{old}_{self.machine}" for old in ("1", "2010", "2014")),
            f"linux_{self.machine}",
        ]
        return frozenset(
            [
                *cpython_tags(self.python, platforms=platforms),
                *compatible_tags(self.python, f"cp{self.python[0]}{self.python[1]}", platforms),
            ]
        )


TARGETS = [Target(python, machine) for python in PYTHONS for machine in MACHINES]


@dataclass(frozen=True, slots=True)
class Pin:
    """One library in one version, with what decides whether a target needs it."""

    name: str
    version: str
    marker: str

    def needed_by(self) -> list[Target]:
        if not self.marker:
            return TARGETS
        marker = Marker(self.marker)
        return [target for target in TARGETS if marker.evaluate(dict(target.environment))]


def main() -> None:
    """Resolve, and write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    kept = [] if "--upgrade" in sys.argv[1:] else list(_pins_of_files())
    with TemporaryDirectory() as folder:
        uv = _Uv(Path(folder))
        uv.lock(_asked_for(project, kept))
        wheels = uv.wheels()
        setup, test = uv.pins(), uv.pins("--extra", "test")
    _write("constraints.txt", SETUP + RENEWAL, setup, wheels)
    rest = [pin for pin in test if pin not in setup]
    if names := {pin.name for pin in rest} & {pin.name for pin in setup}:
        sys.exit(f"the tests need these for more targets than the program does: {names}")
    _write("constraints-test.txt", TEST + RENEWAL, rest, wheels)


def _pins_of_files() -> Iterator[str]:
    for name in ("constraints.txt", "constraints-test.txt"):
        if (ROOT / name).exists():
            text = (ROOT / name).read_text("utf-8")
            yield from re.findall(r"^[\w.-]+==[\w.+!-]+", text, re.MULTILINE)


def _asked_for(project: Mapping[str, Any], kept: Sequence[str]) -> str:
    """A project that asks for what ours does, and for what installs it."""
    own = project["project"]
    quoted = [
        ("dependencies", [*own["dependencies"], *project["build-system"]["requires"], "pip"]),
        ("optional-dependencies.test", own["optional-dependencies"]["test"]),
    ]
    lists = "".join(f"{key} = {[*values]!r}\n" for key, values in quoted)
    return (
        f'[project]\nname = "{own["name"]}"\nversion = "0"\n'
        f"requires-python = {own['requires-python']!r}\n{lists}"
        f"[tool.uv]\nconstraint-dependencies = {[*kept]!r}\n"
    )


class _Uv:
    """uv at work in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        install = ("-m", "pip", "install", "--quiet", "--only-binary", ":all:")
        subprocess.run([sys.executable, *install, "--target", folder / "uv", UV], check=True)

    def lock(self, project: str) -> None:
        (self._folder / "pyproject.toml").write_text(project, "utf-8")
        self._run("lock", "--python", sys.executable)

    def wheels(self) -> dict[tuple[str, str], list[tuple[frozenset[Tag], str]]]:
        """The tags and the hash of every wheel of each library that was locked."""
        lock = tomllib.loads((self._folder / "uv.lock").read_text("utf-8"))
        return {
            (package["name"], package["version"]): [
                (parse_wheel_filename(wheel["url"].rpartition("/")[2])[3], wheel["hash"])
                for wheel in package.get("wheels", ())
            ]
            for package in lock["package"]
        }

    def pins(self, *options: str) -> list[Pin]:
        plain = ("--no-emit-project", "--no-hashes", "--no-annotate", "--no-header")
        lines = self._run("export", "--frozen", *plain, *options).splitlines()
        pins = []
        for line in lines:
            library, _, marker = line.partition(";")
            name, _, version = library.strip().partition("==")
            pins.append(Pin(name, version, marker.strip()))
        return [pin for pin in pins if pin.needed_by()]

    def _run(self, *words: str) -> str:
        uv = str(self._folder / "uv" / "bin" / "uv")
        return subprocess.check_output(
            [uv, "--quiet", "--no-config", *words], cwd=self._folder, text=True
        )


def _write(
    name: str,
    header: str,
    pins: Iterable[Pin],
    wheels: Mapping[tuple[str, str], Sequence[tuple[frozenset[Tag], str]]],
) -> None:
    text = header
    for pin in pins:
        hashes = set()
        targets = pin.needed_by()
        for target in targets:
            fitting = {hash_ for tags, hash_ in wheels[pin.name, pin.version] if tags & target.tags}
            if not fitting:
                sys.exit(f"{pin.name} {pin.version} has no wheel for {target}")
            hashes |= fitting
        marker = "" if targets == TARGETS else f" ; {pin.marker}"
        text += f"{pin.name}=={pin.version}{marker}"
        text += "".join(f" \\\n    --hash={hash_}" for hash_ in sorted(hashes)) + "\n"
    (ROOT / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
