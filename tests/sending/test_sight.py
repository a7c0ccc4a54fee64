"""What is seen on the pages of a file that is to go out, and what it carries beside them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.stamp import StaticStampStyle, TextStampStyle

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from kehoach.sending import appearances, letter_looks, placing  # noqa: F401 (for each fork)
from kehoach.sending.expected_text import expected_text
from kehoach.sending.same_text import follow
from tests.sending.altered import NUMBER, PARTS, TRICKS
from tests.sending.conftest import (
    Identities,
    MailServer,
    Office,
    plan_of,
    refusals,
    sign,
    words_of_pages,
)
from tests.sending.sheet import Sheet
from tests.thorough import every
from tests.waiting import PATIENCE

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
ONLY_BY_EYE = "CK030"
EMPTY = (330, 60, 530, 130)
"""A place on page 1 where nothing is printed."""


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
    identities: Identities,
) -> Office:
    """An office with the plan that the tricks are for."""
    folder = tmp_path_factory.mktemp("office")
    made = Office(folder, folder / "ke_hoach.yaml", folder / "tep.pdf")
    units = made.recipients(["a@x.example.vn"])
    made.write("ke_hoach.yaml", plan_of(units, **PARTS))
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    (folder / "chung_thu").mkdir()
    (folder / "chung_thu" / "ca.pem").write_bytes(identities.authority.pem)
    return made


@pytest.fixture(scope="module")
def honest(desk: Office, built: Callable[[Path], bytes]) -> bytes:
    return built(desk.plan)


@pytest.fixture(scope="module")
def by_word(desk: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The PDFs that LibreOffice exports of the Word file, by the kind of the export."""
    kinds: dict[str, dict[str, object]] = {
        "plain": {},
        "archived": {"SelectPdfVersion": 2},
        "accessible": {"PDFUACompliance": True, "SelectPdfVersion": 16},
    }
    folder = tmp_path_factory.mktemp("exports")
    source = folder / "ke_hoach.docx"
    source.write_bytes(render_docx(read_plan(desk.plan).document))
    tasks = [[str(source), json.dumps(kinds[k]), str(folder / f"{k}.pdf")] for k in kinds]
    other = folder / "khac.docx"
    other.write_bytes(in_another_face(source.read_bytes()))
    tasks.append([str(other), "{}", str(folder / "sans.pdf")])
    script = Path(__file__).parent.parent / "libreoffice.py"
    subprocess.run(
        ["/usr/bin/python3", str(script), str(folder / "profile")],
        input=json.dumps(tasks).encode(),
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return {kind: (folder / f"{kind}.pdf").read_bytes() for kind in (*kinds, "sans")}


def in_another_face(docx: bytes) -> bytes:
    """The Word file set in Liberation Sans."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as before, zipfile.ZipFile(result, "w") as after:
        for part in before.namelist():
            content = before.read(part)
            if part.endswith(".xml"):
                content = content.replace(b"Times New Roman", b"Liberation Sans")
            after.writestr(part, content)
    return result.getvalue()


def poppler(command: str, pdf: bytes, folder: Path) -> bytes:
    """What a program of poppler makes of a PDF."""
    source, target = folder / "before.pdf", folder / "after.pdf"
    source.write_bytes(pdf)
    if command == "pdfunite":
        pages = str(folder / "%d.pdf")
        subprocess.run(["pdfseparate", str(source), pages], check=True, timeout=PATIENCE)
        parts = [str(folder / f"{number}.pdf") for number in (1, 2)]
        subprocess.run(["pdfunite", *parts, str(target)], check=True, timeout=PATIENCE)
    else:
        subprocess.run([command, "-pdf", str(source), str(target)], check=True, timeout=PATIENCE)
    return target.read_bytes()


def saved_by_pikepdf(pdf: bytes, **options: Any) -> bytes:
    result = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(result, **options)
    return result.getvalue()


def imported_by_pdfium(pdf: bytes) -> bytes:
    """The pages in a new file, which pikepdf tidies up: pyHanko signs no untidy one."""
    result = BytesIO()
    with (
        closing(pypdfium2.PdfDocument(pdf)) as document,
        closing(pypdfium2.PdfDocument.new()) as other,
    ):
        other.import_pages(document)
        other.save(result)
    return saved_by_pikepdf(result.getvalue())


def seal() -> PdfImage:
    """A round red seal on nothing."""
    image = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 190, 190), outline=(220, 0, 0, 255), width=8)
    draw.line((40, 100, 160, 100), fill=(220, 0, 0, 255), width=6)
    return PdfImage(image)


# Altered files


@pytest.mark.parametrize("trick", every(2, TRICKS))
def test_an_altered_file_is_refused(
    trick: str, desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    altered = TRICKS[trick](honest)
    assert refusals(desk, sign(altered, identities.leader), capsys)


def test_the_words_alone_do_not_tell(desk: Office, honest: bytes) -> None:
    """Most tricks leave the words as they are: what refuses the files is what is seen."""
    expected = expected_text(read_plan(desk.plan).document)
    untold = [
        name
        for name, make in TRICKS.items()
        if follow(expected, words_of_pages(make(honest), name)).difference is None
    ]
    assert len(untold) >= 40


# Honest files


@pytest.mark.parametrize("kind", ["plain", "archived", "accessible"])
def test_an_export_of_the_word_file(
    kind: str, desk: Office, by_word: dict[str, bytes], identities: Identities, capsys: Capture
) -> None:
    assert refusals(desk, sign(by_word[kind], identities.leader), capsys) == []


@pytest.mark.parametrize("source", every(2, ["own", "plain"]))
def test_a_file_that_was_saved_again(
    source: str,
    desk: Office,
    honest: bytes,
    by_word: dict[str, bytes],
    identities: Identities,
    capsys: Capture,
    tmp_path: Path,
) -> None:
    pdf = honest if source == "own" else by_word[source]
    again = {
        "cairo": poppler("pdftocairo", pdf, tmp_path),
        "pdfium": imported_by_pdfium(pdf),
        "linear": saved_by_pikepdf(pdf, linearize=True),
    }
    if source == "own":
        streams, none = pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable
        again["united"] = saved_by_pikepdf(poppler("pdfunite", pdf, tmp_path))
        again["streams"] = saved_by_pikepdf(pdf, object_stream_mode=streams)
        again["old"] = saved_by_pikepdf(pdf, object_stream_mode=none, force_version="1.4")
    for program, data in again.items():
        codes = refusals(desk, sign(data, identities.leader), capsys)
        assert codes == [], program


@pytest.mark.parametrize("source", ["own", "plain"])
def test_signatures_that_are_seen(
    source: str,
    desk: Office,
    honest: bytes,
    by_word: dict[str, bytes],
    identities: Identities,
    capsys: Capture,
) -> None:
    pdf = honest if source == "own" else by_word[source]
    text = TextStampStyle(stamp_text="Người ký: %(signer)s\nThời gian: %(ts)s")
    image = StaticStampStyle(border_width=0, background=seal(), background_opacity=1.0)
    written = sign(pdf, identities.leader, look=(EMPTY, text))
    assert refusals(desk, written, capsys) == []
    assert refusals(desk, sign(pdf, identities.leader, look=(EMPTY, image)), capsys) == []
    # The seal of the office is a red ring over the office and the name.
    left, bottom, right, top = map(int, Sheet(pdf).where("TM. ỦY BAN NHÂN DÂN"))
    over_the_office = left - 60, bottom - 60, right - 60, top
    sealed = sign(written, identities.other, field_name="Dau", look=(over_the_office, image))
    assert refusals(desk, sealed, capsys) == []


def test_a_signature_over_words(
    desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    left, bottom, right, top = map(int, Sheet(honest).where(NUMBER))
    box = left, bottom, right, top
    white = StaticStampStyle(
        background=PdfImage(Image.new("RGB", (40, 10), "white")), background_opacity=1.0
    )
    assert refusals(desk, sign(honest, identities.leader, look=(box, white)), capsys) == ["CK026"]
    black = TextStampStyle(stamp_text="27/KH-UBND", border_width=0)
    assert refusals(desk, sign(honest, identities.leader, look=(box, black)), capsys) == ["CK026"]
    large = StaticStampStyle(border_width=0, background=seal(), background_opacity=1.0)
    whole = (20, 20, 570, 480)
    assert "CK026" in refusals(desk, sign(honest, identities.leader, look=(whole, large)), capsys)


# What only a person can judge


def scanned(pdf: bytes, *, words: bool) -> bytes:
    """The pages as pictures, with the words unseen below as a scanner leaves them, or without."""
    sheet = Sheet(pdf)
    for index, page in enumerate(sheet.pdf.pages):
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            image = document[index].render(scale=2, grayscale=True).to_pil()
        page.contents_coalesce()
        content = page.obj.Contents.read_bytes()
        sheet.page = page
        name = sheet.resource("XObject", sheet.image(image.tobytes(), *image.size))
        width, height = page.mediabox[2], page.mediabox[3]
        drawn = f"q {width} 0 0 {height} 0 0 cm ".encode() + name + b" Do Q"
        unseen = b"q 3 Tr " + content + b" Q " if words else b""
        page.obj.Contents = sheet.pdf.make_stream(unseen + drawn)
    return saved(sheet.pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    result = BytesIO()
    pdf.save(result)
    return result.getvalue()


@pytest.mark.parametrize("words", [True, False])
def test_a_scan_until_somebody_compares(
    words: bool, desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    scan = sign(scanned(honest, words=words), identities.leader)
    assert refusals(desk, scan, capsys) == [ONLY_BY_EYE]
    assert refusals(desk, scan, capsys, "--da-doi-chieu", "Lê Thị Hoa") == []
    assert main(["send", str(desk.plan), "--file", "x", "--da-doi-chieu", " "]) == Exit.USAGE


@pytest.mark.thorough
def test_a_face_that_nobody_knows(
    desk: Office, by_word: dict[str, bytes], identities: Identities, capsys: Capture
) -> None:
    sans = sign(by_word["sans"], identities.leader)
    assert set(refusals(desk, sans, capsys)) == {ONLY_BY_EYE}
    assert refusals(desk, sans, capsys, "--da-doi-chieu", "Lê Thị Hoa") == []


def test_nobody_can_vouch_for_what_is_wrong(
    desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    hidden = sign(TRICKS["a_white_box_over_a_line"](honest), identities.leader)
    assert ONLY_BY_EYE not in refusals(desk, hidden, capsys, "--da-doi-chieu", "Lê Thị Hoa")


def test_who_compared_is_on_record(
    office: MakeOffice,
    start_server: Callable[..., MailServer],
    identities: Identities,
    built: Callable[[Path], bytes],
    capsys: Capture,
) -> None:
    made = office(["a@x.example.vn", "b@x.example.vn"], **PARTS)
    made.settings(start_server())
    made.signed.write_bytes(sign(scanned(built(made.plan), words=True), identities.leader))
    command = ["send", str(made.plan), "--file", str(made.signed), "--yes"]
    assert main(command) == Exit.REFUSED
    assert main([*command, "--da-doi-chieu", "Lê Thị Hoa"]) == Exit.OK
    capsys.readouterr()
    assert main(["delivered", str(made.plan)]) == Exit.OK
    assert "Lê Thị Hoa: đã so tệp với kế hoạch" in " ".join(capsys.readouterr().out.split())


# What a file carries


def with_action(pdf: bytes, **action: object) -> bytes:
    """The PDF with a link on page 1 that stands inside of its page, not as an object of its own."""
    sheet = Sheet(pdf)
    entries = {f"/{key}": value for key, value in action.items()}
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 90, 90], A=Dictionary(entries)
    )
    sheet.page.obj.Annots = Array([link])
    return sheet.data()


def carrying(pdf: bytes) -> dict[str, bytes]:
    """Files that carry something, by what it is."""
    script = Sheet(pdf)
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    script.pdf.Root.OpenAction = action
    attached = Sheet(pdf)
    attached.pdf.attachments["luong.xlsx"] = b"PK"
    form = Sheet(pdf)
    form.pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=form.pdf.make_stream(b"<xdp/>"))
    return {
        "script": script.data(),
        "launch": with_action(pdf, S=Name.Launch, F=String("cmd.exe")),
        "link": with_action(pdf, S=Name.URI, URI=String("https://example.com/khac")),
        "elsewhere": with_action(pdf, S=Name.GoToR, F=String("khac.pdf"), D=Array([0, Name.Fit])),
        "submit": with_action(pdf, S=Name.SubmitForm, F=String("https://example.com")),
        "attachment": attached.data(),
        "form": form.data(),
    }


def test_what_a_file_must_not_carry(
    desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    for kind, data in carrying(honest).items():
        codes = refusals(desk, sign(data, identities.leader), capsys)
        assert codes == ["CK025" if kind == "form" else "CK028"], kind


def test_a_link_that_the_plan_prints(
    office: MakeOffice, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    made = office(["a@x.example.vn"], noi_dung=[{"doan": "Gửi về https://x.example.vn/bao-cao."}])
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    pdf = built(made.plan)
    printed = with_action(pdf, S=Name.URI, URI=String("https://x.example.vn/bao-cao"))
    assert refusals(made, sign(printed, identities.leader), capsys) == []
    for address in ("https://x.example.vn/khac", "https://example.vn/bao-cao", "https://o"):
        other = with_action(pdf, S=Name.URI, URI=String(address))
        assert refusals(made, sign(other, identities.leader), capsys) == ["CK028"], address


def test_bytes_behind_the_end(
    desk: Office, honest: bytes, identities: Identities, capsys: Capture
) -> None:
    signed = sign(honest, identities.leader)
    assert refusals(desk, signed + b"\r\n\0 ", capsys) == []
    assert refusals(desk, signed + b"MZ them vao", capsys) == ["CK029"]
    assert refusals(desk, signed + b"MZ them vao\n%%EOF\n", capsys) != []


def test_drafts_too(office: MakeOffice, built: Callable[[Path], bytes], capsys: Capture) -> None:
    made = office(["a@x.example.vn"], trang_thai="du_thao", **PARTS)
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    draft = built(made.plan)
    options = ("--draft", "--only", "noi_0")
    assert refusals(made, draft, capsys, *options) == []
    assert refusals(made, draft + b"them vao", capsys, *options) == ["CK029"]
    for kind, data in carrying(draft).items():
        if kind in ("script", "attachment", "link"):
            assert refusals(made, data, capsys, *options) == ["CK028"], kind
    assert "CK021" in refusals(made, TRICKS["white_words"](draft), capsys, *options)
    assert "CK027" in refusals(
        made, TRICKS["a_line_on_a_layer_that_is_off"](draft), capsys, *options
    )
