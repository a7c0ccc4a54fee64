"""Files that nobody should be harmed by: each builder writes one and names it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
from docx import Document

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
_RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
TEXT = "Cơ quan, đơn vị và cá nhân có liên quan chịu trách nhiệm thi hành."


def package(
    document: str | bytes = "", main: str = _DOCX, more: dict[str, str | bytes] | None = None
) -> bytes:
    """A .docx by hand around the XML of its document part."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", _TYPES.format(main=main))
        out.writestr("_rels/.rels", _RELS)
        out.writestr("word/document.xml", document or _document(f"<w:r><w:t>{TEXT}</w:t></w:r>"))
        for name, content in (more or {}).items():
            out.writestr(name, content)
    return file.getvalue()


def _document(inside: str, prolog: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{_W}"><w:body>'
        f"<w:p>{inside}</w:p></w:body></w:document>"
    )


def _word() -> bytes:
    file = BytesIO()
    document = Document()
    document.add_paragraph(TEXT)
    document.save(file)
    return file.getvalue()


def _ole(*names: str) -> bytes:
    """A compound file of one directory sector: the header and the names are what readers see."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H", 2 * len(name) + 2)
        + b"\0" * 62
        for name in ("Root Entry", *names)
    )
    return header.ljust(512, b"\0") + entries.ljust(4096, b"\0")


def pdf(
    content: bytes = b"", *, lines: int = 3, change: Callable[[pikepdf.Pdf], None] | None = None
) -> pikepdf.Pdf:
    """A PDF of one page with some lines in a font that readers bring along."""
    made = pikepdf.new()
    text = (
        b"BT /F1 14 Tf 85 700 Td 18 TL " + b"(Plain text of a document, all right) Tj T* " * lines
    )
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name("/Times-Roman")
    page = made.add_blank_page(page_size=(595.28, 841.89))
    page.Contents = made.make_stream(content or text + b"ET")
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
    if change:
        change(made)
    return made


def _saved(made: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    file = BytesIO()
    made.save(file, encryption=encryption or False)
    return file.getvalue()


def _image_only(made: pikepdf.Pdf) -> None:
    image = made.make_stream(
        zlib.compress(b"\x80" * 100 * 100),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=100,
        Height=100,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    made.pages[0].Contents = made.make_stream(b"595 0 0 842 0 0 cm /I Do")


def _script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("while (true) app.alert('x')")
    )


def _attachment(made: pikepdf.Pdf) -> None:
    made.attachments["macro.exe"] = pikepdf.AttachedFileSpec(made, b"MZ" * 1000)


def _loop(made: pikepdf.Pdf) -> None:
    """A page tree that is its own child, and says that it has very many pages."""
    made.Root.Pages.Kids = pikepdf.Array([made.Root.Pages, made.Root.Pages])
    made.Root.Pages.Count = 100_000_000


def _form_loop(made: pikepdf.Pdf) -> None:
    form = made.make_stream(
        b"q /X Do /X Do Q",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 500, 500]),
    )
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    made.pages[0].Contents = made.make_stream(b"/X Do")


def _stream_bomb() -> bytes:
    """A page whose contents are one gigabyte of spaces, deflated twice over."""
    made = pdf()
    raw, squeeze = b" " * 1024 * 1024, zlib.compressobj(9)
    packed = b"".join(squeeze.compress(raw) for _ in range(1024)) + squeeze.flush()
    made.pages[0].Contents = made.make_stream(
        zlib.compress(packed, 9),
        Filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]),
    )
    file = BytesIO()
    made.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return file.getvalue()


def _invisible(made: pikepdf.Pdf) -> None:
    made.pages[0].Contents = made.make_stream(
        b"BT 3 Tr /F1 14 Tf 85 700 Td 18 TL "
        + b"(Guessed by a machine from a scan) Tj T* " * 9
        + b"ET"
    )


def _lying_sizes() -> bytes:
    """A bomb whose directory declares 100 bytes in place of 60 millions."""
    content = bytearray(package(more={"word/styles.xml": b" " * 60_000_000}))
    true, lie = struct.pack("<I", 60_000_000), struct.pack("<I", 100)
    return bytes(content.replace(true, lie))


def _locked_zip() -> bytes:
    content = bytearray(package())
    at = 0
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := content.find(mark, at)) >= 0:
            content[at + offset] |= 1
            at += 4
    return bytes(content)


def _odt() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        out.writestr("content.xml", "<office/>")
    return file.getvalue()


_LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
_XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

REFUSED: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("a.docx", "MT003", lambda: b""),
    "zeros": ("a.docx", "MT003", lambda: b"\0" * 1_000_000),
    "truncated docx": ("a.docx", "MT003", lambda: _word()[:-500]),
    "docx with a hole": ("a.docx", "MT003", lambda: _with_hole(_word())),
    "docx of broken XML": ("a.docx", "MT003", lambda: package("<w:document")),
    "locked docx": ("a.docx", "MT004", lambda: _ole("EncryptionInfo", "EncryptedPackage")),
    "locked zip": ("a.docx", "MT004", _locked_zip),
    "doc renamed": ("a.docx", "MT002", lambda: _ole("WordDocument", "1Table")),
    "left open in Word": ("~$a.docx", "MT002", lambda: b"\6Hoa".ljust(162, b"\0")),
    "xls renamed": ("a.docx", "MT002", lambda: _ole("Workbook")),
    "odt renamed": ("a.docx", "MT002", _odt),
    "html renamed": ("a.docx", "MT002", lambda: b"<html><body>KH</body></html>"),
    "rtf renamed": ("a.docx", "MT002", lambda: b"{\\rtf1\\ansi K\\u7871? hoach}"),
    "photo renamed": ("a.pdf", "MT002", lambda: b"\xff\xd8\xff\xe0" + b"\1" * 5000),
    "zip bomb": ("a.docx", "MT006", lambda: package(b" " * 60_000_000)),
    "bomb beside the text": (
        "a.docx",
        "MT006",
        lambda: package(more={"word/media/a.png": b"\0" * 270_000_000}),
    ),
    "bomb that lies": ("a.docx", "MT00[36]", _lying_sizes),
    "many entries": (
        "a.docx",
        "MT006",
        lambda: package(more={f"word/media/{n}": "x" for n in range(6000)}),
    ),
    "entity bomb": (
        "a.docx",
        "MT007",
        lambda: package(_document("&l11;", f"<!DOCTYPE d [{_LOL}]>")),
    ),
    "entity that reads a file": ("a.docx", "MT007", lambda: package(_document("&x;", _XXE))),
    "entity bomb in UTF-16": (
        "a.docx",
        "MT007",
        lambda: package(
            _document("&l11;", f"<!DOCTYPE d [{_LOL}]>").replace("UTF-8", "UTF-16").encode("utf-16")
        ),
    ),
    "deep nesting": (
        "a.docx",
        "MT007",
        lambda: package(_document("<w:r>" * 9999 + "</w:r>" * 9999)),
    ),
    "paths that climb": ("a.docx", "MT007", lambda: package(more={"../../etc/cron.d/x": "x"})),
    "truncated pdf": ("a.pdf", "MT003", lambda: _saved(pdf())[:300]),
    "pdf of noise": ("a.pdf", "MT003", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400),
    "locked pdf": (
        "a.pdf",
        "MT004",
        lambda: _saved(pdf(), pikepdf.Encryption(owner="a", user="b")),
    ),
    "image-only pdf": ("a.pdf", "MT005", lambda: _saved(pdf(change=_image_only))),
    "scan with guessed text": ("a.pdf", "MT005", lambda: _saved(pdf(change=_invisible))),
    "page-tree loop": ("a.pdf", "MT00[356]", lambda: _saved(pdf(change=_loop))),
    "form loop": ("a.pdf", "MT(010|005)", lambda: _saved(pdf(change=_form_loop))),
    "stream bomb": ("a.pdf", "MT(010|005|003)", _stream_bomb),
}
"""Name → (file name, code that is told, the bytes)."""

READ: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "macro": ("a.docx", "MT008", lambda: package(main=DOCM, more={"word/vbaProject.bin": b"x"})),
    "template elsewhere": ("a.docx", "MT009", lambda: _with_template()),
    "script": ("a.pdf", "MT008", lambda: _saved(pdf(change=_script))),
    "attachment": ("a.pdf", "MT008", lambda: _saved(pdf(change=_attachment))),
    "pdf that may not be printed": (
        "a.pdf",
        "",
        lambda: _saved(pdf(), pikepdf.Encryption(owner="a", user="")),
    ),
}
"""Files that are read all the same, and what is told of them."""


def _with_hole(content: bytes) -> bytes:
    at = content.index(b"word/document.xml") + 200
    return content[:at] + b"\0" * 300 + content[at + 300 :]


def _with_template() -> bytes:
    rels = _RELS.replace('/officeDocument"', '/attachedTemplate"').replace(
        'Target="word/document.xml"', 'Target="http://127.0.0.1:9/x.dotm" TargetMode="External"'
    )
    return package(more={"word/settings.xml": "<w/>", "word/_rels/settings.xml.rels": rels})


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
