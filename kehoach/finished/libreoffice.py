"""A Word file laid out by LibreOffice, where there is one, so that its pages can be seen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from kehoach.finished.package import Package

_MOST_SECONDS = 90
_PROGRAMS = ("soffice", "libreoffice")
_PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def program() -> str | None:
    """The path of LibreOffice, None if this machine has none."""
    return next((path for program in _PROGRAMS if (path := shutil.which(program))), None)


def as_pdf(package: Package) -> bytes | None:
    """The pages of a Word file as PDF; None without LibreOffice, or if it cannot lay them out.

    What the file wants from elsewhere (pictures, templates) and its macros are taken out before.
    """
    soffice = program()
    if soffice is None:
        return None
    with TemporaryDirectory(prefix="kehoach-") as name:
        folder = Path(name)
        source = folder / "trang.docx"
        source.write_bytes(_harmless(package))
        command = [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", name, str(source)),
        ]
        _run(command)
        target = source.with_suffix(".pdf")
        return target.read_bytes() if target.exists() else None


def _run(command: list[str]) -> None:
    """Run to the end, or end it with all that it started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_MOST_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _harmless(package: Package) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(package.names):
            if "vbaProject" in name or "vbaData" in name or "/embeddings/" in name:
                continue
            content = package.read(name)
            if name.endswith(".rels"):
                content = _without_elsewhere(package, name)
            elif name == "[Content_Types].xml":
                content = content.replace(_MACRO, _PLAIN)
            out.writestr(name, content)
    return file.getvalue()


def _without_elsewhere(package: Package, name: str) -> bytes:
    root = package.xml(name)
    for relation in list(root):
        if not isinstance(relation.tag, str):
            continue
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            relation.set("Target", "about:blank")
        if "vba" in target or "embeddings/" in target:
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
