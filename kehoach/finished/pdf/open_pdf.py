"""PDF files opened with care: whether there is text to measure, and what else the file carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from kehoach.findings import Finding, Severity
from kehoach.finished.opening import refusal
from kehoach.finished.pdf.objects import dictionaries
from kehoach.locations import Place

MOST_PAGES = 1_000
_ENOUGH_CHARACTERS = 20
"""Fewer in a whole file are no text of a document but stray marks on a scan."""
_SCAN_ADVICE = "dùng bản PDF xuất thẳng từ Word; bản quét thì người phải soát bằng mắt"
_CARRIED = {
    "script": ("có mã JavaScript", "máy không chạy mã đó", "xuất lại PDF từ Word"),
    "launch": ("có lệnh mở chương trình khác", "máy không chạy lệnh đó", "xuất lại PDF từ Word"),
    "attachment": (
        "có tệp đính kèm bên trong",
        "máy không mở tệp đó",
        "gửi riêng tệp đính kèm, hoặc xuất lại PDF từ Word",
    ),
}


def open_pdf(content: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open a PDF; raises InputRefused for what is damaged, locked, too long or a scan.

    A password that only restricts printing and editing does not lock the text.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            advice = "mở bằng phần mềm đọc PDF, bỏ mật khẩu, lưu lại"
            raise refusal(name, "MT004", "tệp đặt mật khẩu mở, không đọc được", advice) from None
        advice = "xuất lại PDF từ Word, hoặc chép lại từ bản lưu của tệp"
        raise refusal(name, "MT003", "tệp hỏng hoặc chép chưa hết", advice) from None
    if pages > MOST_PAGES:
        message = f"tệp có {pages} trang; chỉ nhận đến {MOST_PAGES} trang"
        raise refusal(name, "MT006", message, "tách phụ lục ra tệp riêng rồi soát từng tệp")
    if not pages:
        advice = "xuất lại PDF từ Word, hoặc chép lại từ bản lưu của tệp"
        raise refusal(name, "MT003", "tệp không có trang nào", advice)
    return document


def refuse_scan(visible: int, hidden: int, name: str) -> None:
    """Refuse a file whose pages are pictures; takes how many characters are seen and unseen.

    Text that a program recognised in a scan lies unseen under it, in sizes and fonts of no meaning.
    """
    if hidden > visible and hidden >= _ENOUGH_CHARACTERS:
        message = "tệp là bản quét, chữ bên dưới do máy nhận dạng nên không đo được thể thức"
        raise refusal(name, "MT005", message, _SCAN_ADVICE)
    if visible < _ENOUGH_CHARACTERS:
        message = "tệp chỉ có ảnh (bản quét) hoặc trang trắng, không có chữ để đọc"
        raise refusal(name, "MT005", message, _SCAN_ADVICE)


def carried(document: pypdfium2.PdfDocument, content: bytes, name: str) -> list[Finding]:
    """Scripts, commands and attachments: never run nor opened, but told."""
    seen = set(_of_pdfium(document)) | set(_of_objects(content))
    return [
        Finding(Place(name), "MT008", f"tệp {what}; {treatment}", advice, Severity.WARNING)
        for key, (what, treatment, advice) in _CARRIED.items()
        if key in seen
    ]


def _of_pdfium(document: pypdfium2.PdfDocument) -> Iterator[str]:
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield "script"
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        yield "attachment"


def _of_objects(content: bytes) -> Iterator[str]:
    """Actions anywhere in the file, which may hang on pages, fields and outlines."""
    import pikepdf

    kinds = {"/JavaScript": "script", "/Launch": "launch"}
    with suppress(pikepdf.PdfError, ValueError), pikepdf.open(BytesIO(content)) as pdf:
        for entry in dictionaries(pdf):
            if kind := kinds.get(str(entry.get("/S", ""))):
                yield kind
            if str(entry.get("/Subtype", "")) == "/FileAttachment":
                yield "attachment"
