"""The bytes of a workbook, the same on any day."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, time
from io import BytesIO

from openpyxl import Workbook

from kehoach.document import Metadata

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MERGES = re.compile(rb"(?:<mergeCell [^>]*>)+")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def set_properties(workbook: Workbook, metadata: Metadata, title: str) -> datetime:
    """What Excel shows under Tệp > Thông tin; gives the time that stands for when it was made."""
    made = datetime.combine(metadata.ngay, time())
    properties = workbook.properties
    properties.title, properties.creator = title[:255], metadata.author[:255]
    properties.created, properties.language = made, "vi-VN"
    return made


def workbook_bytes(workbook: Workbook, made: datetime) -> bytes:
    """The file of a workbook; `made` stands for the time that the library would write."""
    raw, result = BytesIO(), BytesIO()
    workbook.save(raw)
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(result, "w") as normal:
        for name in package.namelist():
            content = package.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            if name.startswith("xl/worksheets/"):
                content = _MERGES.sub(_sorted, content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            normal.writestr(entry, content, compresslevel=6)
    return result.getvalue()


def _sorted(merges: re.Match[bytes]) -> bytes:
    """The library keeps merged ranges as a set, whose order is another in each run."""
    return b"".join(sorted(re.findall(rb"<[^>]*>", merges[0])))
