"""What an installed package would lack shows only there: in a checkout every file is at hand."""

from __future__ import annotations

import tomllib

from kehoach.files import PROJECT


def test_every_data_file_is_packed() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    packed = {
        file
        for package, patterns in settings["tool"]["setuptools"]["package-data"].items()
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
