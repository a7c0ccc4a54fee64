"""Finished files opened with care: what the file is, or why it is refused (MT codes)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from kehoach.files import ReadFault, Unreadable, printable, read_bounded
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.finished.kinds import HEAD, OLE, PDF
from kehoach.finished.package import Fault, Package, is_locked
from kehoach.locations import Place

LARGEST = 100 * 1024 * 1024
"""Bytes of a file on the disk."""

_MAIN = "word/document.xml"
_MACRO_TYPE = b"macroEnabled"
_TARGETS = re.compile(rb'Type="[^"]*/attachedTemplate"')

_SAVE_AS_DOCX = (
    "mở bằng Word, chọn Lưu thành (Save As), kiểu “Word Document (*.docx)”, rồi soát lại"
)
_FROM_BACKUP = "mở bằng Word để sửa chữa rồi lưu lại, hoặc chép lại từ bản lưu của tệp"
_UNSAFE = "đề nghị nơi gửi lưu lại tệp bằng Word; nếu không rõ nguồn gốc thì báo bộ phận CNTT"

_UNREADABLE = {
    ReadFault.MISSING: ("MT001", "kiểm tra lại tên và thư mục"),
    ReadFault.FOLDER: ("MT001", "chỉ rõ tệp .docx hoặc .pdf"),
    ReadFault.LARGE: ("MT006", "kiểm tra có chọn nhầm tệp không"),
    ReadFault.FAILED: ("MT001", "đóng tệp nếu đang mở, kiểm tra quyền đọc tệp"),
}
_FAULTS = {
    Fault.DAMAGED: ("MT003", "tệp hỏng hoặc chép chưa hết", _FROM_BACKUP),
    Fault.LOCKED: ("MT004", "tệp nén có mật khẩu, không đọc được", "bỏ mật khẩu, lưu lại"),
    Fault.BOMB: ("MT006", "nội dung nén phình ra quá lớn, không mở để giữ an toàn", _UNSAFE),
    Fault.ODD_NAMES: ("MT007", "trong tệp có phần mang tên bất thường, không mở", _UNSAFE),
    Fault.DTD: (
        "MT007",
        "tệp có khai báo DTD (thực thể XML), Word không tạo ra, không mở",
        _UNSAFE,
    ),
    Fault.DEEP: ("MT007", "các phần trong tệp lồng nhau quá sâu, không mở", _UNSAFE),
}
_OTHER_KINDS = (
    (b"{\\rtf", "văn bản RTF"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"II*\0", "ảnh TIFF"),
    (b"MM\0*", "ảnh TIFF"),
    (b"\x1f\x8b", "tệp nén GZIP"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7-Zip"),
    (b"MZ", "chương trình Windows"),
)


class FileKind(Enum):
    """What a finished file is; the value is how people call it."""

    DOCX = ".docx"
    PDF = ".pdf"


@dataclass
class Opened:
    """A file that is what `kind` says; `name` is how messages call it.

    `package` holds the parts of a .docx. `findings` tell what the file carries beside its text
    (macros, scripts, attachments): never run, only told.
    """

    name: str
    kind: FileKind
    content: bytes
    package: Package | None = None
    findings: list[Finding] = field(default_factory=list)


def refusal(name: str, code: str, message: str, advice: str) -> InputRefused:
    """The refusal of a whole file."""
    return InputRefused.at(Place(name), code, message, advice)


def open_finished(path: Path) -> Opened:
    """Open a .docx or .pdf; raises InputRefused for what is neither, damaged, locked or unsafe.

    The pages of a PDF are looked at by `pdf/open_pdf.py`, in a process of its own.
    """
    name = printable(str(path))
    content = _read(path, name)
    if PDF in content[:1024]:
        return Opened(name, FileKind.PDF, content)
    if path.name.startswith("~$") and not content.startswith(b"PK"):
        message = "đây là tệp tạm mà Word tạo ra khi đang mở văn bản, không phải văn bản"
        advice = "đóng văn bản trong Word, rồi chọn tệp không có ~$ ở đầu tên"
        raise refusal(name, "MT002", message, advice)
    if not content.startswith(b"PK"):
        raise _other_kind(content, name)
    package = Package(content, lambda fault: refusal(name, *_FAULTS[fault]))
    _refuse_other_packages(package, name)
    return Opened(name, FileKind.DOCX, content, package, _carried(package, name))


def _read(path: Path, name: str) -> bytes:
    try:
        content = read_bounded(path, LARGEST)
    except Unreadable as error:
        code, advice = _UNREADABLE[error.fault]
        raise refusal(name, code, str(error), advice) from None
    if not content.strip(b"\0 \t\r\n"):
        message = "tệp không có nội dung"
        raise refusal(name, "MT003", message, "chép lại từ bản lưu của tệp")
    return content


def _other_kind(content: bytes, name: str) -> InputRefused:
    if content.startswith(OLE):
        if is_locked(content):
            advice = "mở bằng Word, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ tài liệu), lưu lại"
            return refusal(name, "MT004", "tệp đặt mật khẩu mở, không đọc được", advice)
        kind = "Word cũ (.doc)" if "WordDocument".encode("utf-16-le") in content else "Office cũ"
        return refusal(name, "MT002", f"tệp là kiểu {kind}, không phải .docx", _SAVE_AS_DOCX)
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((kind for start, kind in _OTHER_KINDS if head.startswith(start)), "")
    if not kind:
        is_text = b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
        kind = "văn bản thường" if is_text else "loại tệp khác"
        if re.match(rb"<(?:!doctype html|html|head|body|meta|\?xml|div|p\b|table)", head.lower()):
            kind = "trang web (HTML) hoặc XML"
    return refusal(name, "MT002", f"tệp là {kind}, không phải .docx hay .pdf", _SAVE_AS_DOCX)


def _refuse_other_packages(package: Package, name: str) -> None:
    names = package.names
    if _MAIN in names and "[Content_Types].xml" in names:
        return
    kind = "tệp nén (ZIP)"
    if "mimetype" in names:
        kind = "văn bản OpenDocument (.odt)"
    elif any(part.startswith("xl/") for part in names):
        kind = "bảng tính Excel"
    elif any(part.startswith("ppt/") for part in names):
        kind = "bản trình chiếu PowerPoint"
    elif _MAIN in names or "[Content_Types].xml" in names:
        raise refusal(name, *_FAULTS[Fault.DAMAGED])
    raise refusal(name, "MT002", f"tệp là {kind}, không phải .docx", _SAVE_AS_DOCX)


def _carried(package: Package, name: str) -> list[Finding]:
    """Macros and templates elsewhere: neither run nor fetched, but a document should not have them.

    The text of such a file can be read without harm, so it is read.
    """
    findings = []
    types = package.read("[Content_Types].xml")
    if _MACRO_TYPE in types or any(part.endswith("vbaProject.bin") for part in package.names):
        findings.append(
            Finding(
                Place(name),
                "MT008",
                "tệp có chứa macro; máy chỉ đọc chữ, không chạy macro",
                "lưu lại kiểu “Word Document (*.docx)” trước khi phát hành",
                Severity.WARNING,
            )
        )
    settings = "word/_rels/settings.xml.rels"
    if settings in package.names and _TARGETS.search(package.read(settings)):
        findings.append(
            Finding(
                Place(name),
                "MT009",
                "tệp gắn với một mẫu (template) ở nơi khác; máy không mở mẫu đó",
                "cách trình bày lấy theo chính tệp này; bỏ gắn ở Nhà phát triển > Mẫu tài liệu",
                Severity.INFO,
            )
        )
    return findings
