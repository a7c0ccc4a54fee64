"""Paper, margins, fonts, colour, page numbers (Phụ lục I, Phần I, mục I; III.1.đ)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kehoach.finished.finished_file import FileParagraph, FileSection
from kehoach.layout.decree import fact
from kehoach.layout.verdicts import Bench, Outcome, Verdict, decimal, span_text, together
from kehoach.source.old_encodings import is_old_font

_PAPER_TOLERANCE = 1.5
_TOLERANCE, _MEASURED_TOLERANCE = 0.2, 1.0
_MARGINS = (
    ("PAGE-MARGIN-TOP", "lề trên", "top"),
    ("PAGE-MARGIN-BOTTOM", "lề dưới", "bottom"),
    ("PAGE-MARGIN-LEFT", "lề trái", "left"),
    ("PAGE-MARGIN-RIGHT", "lề phải", "right"),
)
_SAME_METRICS = {"liberation serif", "times new roman psmt", "timesnewromanpsmt"}
_NEARLY_BLACK = 0x26


def check_paper(bench: Bench) -> Iterator[Verdict]:
    """TT101-TT106: paper, orientation, margins of each section."""
    verdicts: list[Verdict] = []
    for section in bench.file.sections:
        name = "trang" if len(bench.file.sections) == 1 else f"phần {section.index + 1}"
        for check in (_paper, _orientation, _margins):
            verdicts += check(bench, section, name)
    yield from together(verdicts)


def _paper(bench: Bench, section: FileSection, name: str) -> Iterator[Verdict]:
    allowed = fact("PAGE-PAPER").cho_phep
    asked = f"khổ A4 ({allowed['rong']} mm x {allowed['cao']} mm)"
    if section.width is None or section.height is None:
        found = "không xác định được khổ giấy"
        yield bench.verdict("TT101", None, Outcome.UNDECIDED, found, asked, name=name)
        return
    sides = sorted((section.width, section.height))
    wanted = sorted((allowed["rong"], allowed["cao"]))
    right = all(
        abs(side - want) <= _PAPER_TOLERANCE for side, want in zip(sides, wanted, strict=True)
    )
    found = f"khổ giấy {decimal(section.width, 0)} mm x {decimal(section.height, 0)} mm"
    paragraph = _first_of(bench, section)
    yield bench.judge("TT101", None, right, found, asked, paragraph=paragraph, name=name)


def _orientation(bench: Bench, section: FileSection, name: str) -> Iterator[Verdict]:
    """Only the main part: an annex may be a wide table, and so may a part of the text."""
    if section.is_landscape is None:
        return
    asked = "trình bày theo chiều dài của khổ A4"
    ruled = {table.index for table in bench.file.tables if table.ruled}
    holds_table = any(
        paragraph.section == section.index and paragraph.cells[0].table in ruled
        for paragraph in bench.file.paragraphs
        if paragraph.cells
    )
    annexes = {component.paragraph.section for component in bench.all("phu_luc")}
    right = not section.is_landscape or holds_table or section.index in annexes
    found = "trang theo chiều ngang" if section.is_landscape else "trang theo chiều dài"
    paragraph = _first_of(bench, section)
    yield bench.judge("TT102", None, right, found, asked, paragraph=paragraph, name=name)


def _margins(bench: Bench, section: FileSection, name: str) -> Iterator[Verdict]:
    tolerance = _MEASURED_TOLERANCE if section.measured else _TOLERANCE
    for identity, label, side in _MARGINS:
        row = fact(identity)
        asked = f"{span_text(row.low, row.high)} mm"
        width = getattr(section, side)
        code = row.ma[0]
        paragraph = _first_of(bench, section)
        if section.is_landscape:
            found = f"{label} của trang theo chiều ngang"
            yield bench.verdict(code, None, Outcome.UNDECIDED, found, asked, name=name)
        elif width is None:
            found = f"không đo được {label}"
            yield bench.verdict(code, None, Outcome.UNDECIDED, found, asked, name=name)
        else:
            right = row.low - tolerance <= width <= row.high + tolerance
            found = f"{label} {decimal(width)} mm"
            yield bench.judge(code, None, right, found, asked, paragraph=paragraph, name=name)


def _first_of(bench: Bench, section: FileSection) -> FileParagraph | None:
    """Where a section begins; the whole file for the first one."""
    if section.index == 0:
        return None
    own = (paragraph for paragraph in bench.file.paragraphs if paragraph.section == section.index)
    return next((paragraph for paragraph in own if not paragraph.is_empty), None)


def check_fonts(bench: Bench) -> Iterator[Verdict]:
    """TT107-TT109: one verdict for each wrong font and colour, at its first letters."""
    allowed = {name.lower() for name in fact("PAGE-FONT").cho_phep["mot_trong"]}
    if bench.measured:
        allowed |= _SAME_METRICS
    fonts: Counter[str] = Counter()
    colours: Counter[str] = Counter()
    first: dict[str, FileParagraph] = {}
    unknown = False
    for paragraph in (*bench.file.paragraphs, *bench.file.marginal):
        for piece in paragraph.pieces:
            if piece.is_deleted or not any(map(str.isalnum, piece.printed)):
                continue
            font, colour = piece.look.font, piece.look.colour
            unknown = unknown or font is None
            if font is not None and font.lower() not in allowed:
                fonts[font] += len(piece.printed)
                first.setdefault(font, paragraph)
            if colour is not None and not _is_black(colour) and not _may_be_red(bench, paragraph):
                colours[colour] += len(piece.printed)
                first.setdefault(f"#{colour}", paragraph)
    yield from _fonts(bench, fonts, first, unknown=unknown)
    yield from _colours(bench, colours, first)


def _fonts(
    bench: Bench, fonts: Counter[str], first: dict[str, FileParagraph], *, unknown: bool
) -> Iterator[Verdict]:
    asked = "phông chữ Times New Roman, bộ mã Unicode"
    old = {font for font in fonts if is_old_font(font)}
    for font, letters in sorted(fonts.items()):
        code = "TT108" if font in old else "TT107"
        found = f"{letters} ký tự dùng phông {font}"
        if font in old:
            found += " (bộ mã cũ, không phải Unicode)"
        paragraph = _in_text(first[font])
        yield bench.verdict(
            code, None, Outcome.FAILED, found, asked, paragraph=paragraph, name="phông chữ"
        )
    for code, wrong in (("TT107", set(fonts) - old), ("TT108", old)):
        if not wrong:
            outcome = Outcome.UNDECIDED if unknown else Outcome.PASSED
            found = (
                "có chữ không rõ phông"
                if unknown
                else _named(bench)
                if code == "TT107"
                else "Unicode"
            )
            yield bench.verdict(code, None, outcome, found, asked, name="phông chữ")


def _named(bench: Bench) -> str:
    """The faces of a file whose faces are right: Times New Roman, or one of its measures."""
    pieces = (piece for paragraph in bench.file.paragraphs for piece in paragraph.pieces)
    names = {piece.look.font for piece in pieces if piece.look.font and piece.printed.strip()}
    others = sorted(name for name in names if name.lower() in _SAME_METRICS)
    if not others:
        return "phông Times New Roman"
    return f"phông {', '.join(others)}, cùng số đo với Times New Roman"


def _colours(
    bench: Bench, colours: Counter[str], first: dict[str, FileParagraph]
) -> Iterator[Verdict]:
    asked = "chữ màu đen"
    for colour, letters in sorted(colours.items()):
        found = f"{letters} ký tự màu #{colour}"
        paragraph = _in_text(first[f"#{colour}"])
        yield bench.verdict(
            "TT109", None, Outcome.FAILED, found, asked, paragraph=paragraph, name="màu chữ"
        )
    if not colours:
        yield bench.verdict("TT109", None, Outcome.PASSED, asked, asked, name="màu chữ")


def _in_text(paragraph: FileParagraph) -> FileParagraph | None:
    """The paragraph, if it can be pointed at: those of headers and footers cannot."""
    return paragraph if paragraph.story.value == "body" else None


def _is_black(colour: str) -> bool:
    try:
        parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    except ValueError:
        return True
    return max(parts) <= _NEARLY_BLACK


def _may_be_red(bench: Bench, paragraph: FileParagraph) -> bool:
    """Độ khẩn, độ mật and the like are stamps of another colour."""
    stamps = bench.all("do_khan", "do_mat", "luu_hanh")
    return any(stamp.paragraph.index == paragraph.index for stamp in stamps)
