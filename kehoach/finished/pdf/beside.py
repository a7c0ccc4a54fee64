"""What a PDF has beside the contents of its pages: notes, fields, links, layers, signed bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from kehoach.finished.pdf.objects import dictionaries

Rectangle = tuple[float, float, float, float]

_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_WHITE = b"\0\t\n\x0c\r "
_ACTIONS = re.compile(
    "/(URI|GoToR|GoToE|SubmitForm|ImportData|ResetForm|Rendition|Movie|Sound|Hide|SetOCGState"
    "|Thread|Trans|GoTo3DView|RichMediaExecute)"
)
_PLAIN_STATE = {
    "/TR": ("/Identity", "/Default"),
    "/TR2": ("/Default", "/Identity"),
    "/BM": ("/Normal", "/Compatible"),
    "/SMask": ("/None",),
}
_PROGRAMS = {"/FontFile", "/FontFile2", "/FontFile3"}
_DEEPEST = 8
_STATES = ("/ViewState", "/PrintState", "/ExportState")


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a page; `kind` is its subtype, `Widget` for a field of a form.

    `signature` is whether it is the field of a signature, `signed` whether one is in it; `box` is
    in the file's coordinates.
    """

    page: int
    kind: str
    signature: bool
    signed: bool
    box: Rectangle


@dataclass
class Beside:
    """What a PDF has beside the contents of its pages.

    `addresses` are those of links to elsewhere, `actions` other commands than to turn pages;
    `hidden_layers` whether there is contents that is seen or not as a switch stands; `odd_paint`
    the pages with inks of a printing press, curves or blending, which not every program shows
    alike; `foreign_fonts` are those that pages use and the file has not, so that each machine takes
    another one; `scaled` are the pages that print larger or smaller than their boxes say; `signed`
    is how many bytes the longest signature covers.
    """

    annotations: list[Annotation] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    hidden_layers: bool = False
    odd_paint: list[int] = field(default_factory=list)
    foreign_fonts: set[str] = field(default_factory=set)
    form_of_another_kind: bool = False
    scaled: list[int] = field(default_factory=list)
    signed: int = 0


def read_beside(content: bytes) -> Beside:
    """Read what is beside the pages. Raises ValueError where a file cannot be read so."""
    import pikepdf

    try:
        return _read(content)
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError(str(error)) from error


def _read(content: bytes) -> Beside:
    import pikepdf

    beside = Beside()
    with pikepdf.open(BytesIO(content)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            beside.annotations += _annotations(page.obj, number)
            if _has_odd_paint(page.obj.get("/Resources"), 0):
                beside.odd_paint.append(number)
            if page.obj.get("/UserUnit", 1) != 1:
                beside.scaled.append(number)
            beside.foreign_fonts |= set(_not_embedded(page.obj.get("/Resources"), 0))
        form = pdf.Root.get("/AcroForm")
        beside.form_of_another_kind = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
        beside.hidden_layers = _hides(pdf.Root.get("/OCProperties"))
        for dictionary in dictionaries(pdf):
            _note(dictionary, beside)
    return beside


def trailing(content: bytes, signed: int) -> int:
    """How many bytes stand behind the end of a PDF that neither it nor a signature has."""
    ends = [match.end() for match in _END.finditer(content)]
    return len(content[max([0, signed, *ends[-1:]]) :].strip(_WHITE))


def _annotations(page: Any, number: int) -> Iterator[Annotation]:
    import pikepdf

    notes = page.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        if not isinstance(note, pikepdf.Dictionary):
            continue
        kind = str(note.get("/Subtype", "/?"))[1:]
        is_signature = kind == "Widget" and str(_inherited(note, "/FT")) == "/Sig"
        value = _inherited(note, "/V") if is_signature else None
        is_signed = isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value
        box = [float(value) for value in note.get("/Rect", (0, 0, 0, 0))]
        left, bottom, right, top = box if len(box) == 4 else (0.0, 0.0, 0.0, 0.0)
        yield Annotation(
            number,
            kind,
            is_signature,
            is_signed,
            (min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
        )


def _inherited(field_: Any, key: str) -> Any:
    for _ in range(10):
        if key in field_:
            return field_[key]
        if "/Parent" not in field_:
            return None
        field_ = field_["/Parent"]
    return None


def _note(dictionary: Any, beside: Beside) -> None:
    """What one dictionary of the file adds."""
    import pikepdf

    action = str(dictionary.get("/S", ""))
    if action == "/URI" and "/URI" in dictionary:
        beside.addresses.append(str(dictionary["/URI"]))
    elif _ACTIONS.fullmatch(action) and not isinstance(dictionary, pikepdf.Stream):
        beside.actions.append(action[1:])
    kind = str(dictionary.get("/Type", ""))
    if kind == "/OCMD":
        beside.hidden_layers = True
    elif kind == "/OCG":
        usage = dictionary.get("/Usage")
        uses = usage.values() if isinstance(usage, pikepdf.Dictionary) else ()
        beside.hidden_layers |= any(
            str(use.get(state, "")) == "/OFF"
            for use in uses
            if isinstance(use, pikepdf.Dictionary)
            for state in _STATES
        )
    covered = dictionary.get("/ByteRange")
    if isinstance(covered, pikepdf.Array) and len(covered) == 4:
        beside.signed = max(beside.signed, int(covered[2]) + int(covered[3]))


def _hides(layers: Any) -> bool:
    """Whether some way to show the layers leaves one of them out."""
    import pikepdf

    if not isinstance(layers, pikepdf.Dictionary):
        return False
    others = layers.get("/Configs")
    ways = [layers.get("/D"), *(others if isinstance(others, pikepdf.Array) else ())]
    return any(
        isinstance(way, pikepdf.Dictionary)
        and (len(way.get("/OFF", ())) > 0 or str(way.get("/BaseState", "/ON")) != "/ON")
        for way in ways
    )


def _has_odd_paint(resources: Any, depth: int) -> bool:
    """Whether contents may be painted in inks of a press, through a curve or a mask, or blended."""
    import pikepdf

    if not isinstance(resources, pikepdf.Dictionary) or depth > _DEEPEST:
        return False
    for space in _entries(resources, "/ColorSpace"):
        if isinstance(space, pikepdf.Array) and str(space[0]) in ("/Separation", "/DeviceN"):
            return True
    for state in _entries(resources, "/ExtGState"):
        if isinstance(state, pikepdf.Dictionary):
            for key, harmless in _PLAIN_STATE.items():
                if str(state.get(key, harmless[0])) not in harmless:
                    return True
    return any(
        isinstance(form, pikepdf.Stream) and _has_odd_paint(form.get("/Resources"), depth + 1)
        for form in _entries(resources, "/XObject")
    )


def _not_embedded(resources: Any, depth: int) -> Iterator[str]:
    """The names of the fonts that contents use and the file does not have."""
    import pikepdf

    if not isinstance(resources, pikepdf.Dictionary) or depth > _DEEPEST:
        return
    for font in _entries(resources, "/Font"):
        if not isinstance(font, pikepdf.Dictionary) or str(font.get("/Subtype")) == "/Type3":
            continue
        inner = font.get("/DescendantFonts")
        descriptor = (inner[0] if isinstance(inner, pikepdf.Array) else font).get("/FontDescriptor")
        if not isinstance(descriptor, pikepdf.Dictionary) or not _PROGRAMS & set(descriptor.keys()):
            yield str(font.get("/BaseFont", "/?"))[1:]
    for form in _entries(resources, "/XObject"):
        if isinstance(form, pikepdf.Stream):
            yield from _not_embedded(form.get("/Resources"), depth + 1)


def _entries(resources: Any, kind: str) -> Iterator[Any]:
    import pikepdf

    entries = resources.get(kind)
    if isinstance(entries, pikepdf.Dictionary):
        yield from (entries[key] for key in entries.keys())  # noqa: SIM118 (streams among them)
