"""Lengths that must be computed from the text: rules, broken lines, widths of annex columns.

What can be written down once stands in the templates, and this module knows only the few sizes of
theirs that it needs. Lengths are in mm, sizes of type in pt. Nothing here needs a renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kehoach.document import Annex, Cell, Head, Table
from kehoach.render.fonts import text_width

TEXT_WIDTH = 165.0
"""A4 less the margins 30 mm (left) and 15 mm (right); Phụ lục I, Phần I, I.3 of the decree."""
HEAD_COLUMNS = (67.0, 98.0)
"""Columns of the head: Quốc hiệu at 13 pt is 95.7 mm long and must stand on one line."""
CELL_PADDING = 1.2
"""Between the border of an annex cell and its text, left and right."""

MOTTO = "Độc lập - Tự do - Hạnh phúc"
MOTTO_SIZE = 14.0
ISSUER_SIZE = 13.0
SUBJECT_SIZE = 14.0
TABLE_SIZE = 13.0
TABLE_LINE = 1.15
"""Single spacing, in sizes of the type."""

MM_PER_PT = 25.4 / 72
_OPENERS = frozenset(
    {"cho", "của", "do", "giai", "năm", "tại", "theo", "trên", "trong", "từ", "và", "về", "đến"}
)
_MONTH = re.compile(r"\btháng *\d*$")
_BORDER = 0.4
_ROW_GAP = 3.5
_TALLEST_ROW = 364.0
"""In pt, half of the text on a page: a row kept whole leaves at most so much of a page empty."""
_LEAST_OF_WORDS = 12.0
"""In mm; the narrowest column in which words can be read."""
_BREAK = re.compile(r"(?<= )(?=[^ ])|(?<=[^ ]-)(?=[^ -])")


@dataclass(frozen=True, slots=True)
class Block:
    """A centred text as broken: its lines, and the indent in mm on both sides that yields them."""

    lines: tuple[str, ...]
    indent: float


def motto_rule(size: float = MOTTO_SIZE) -> float:
    """The line under the motto is as long as the motto (Phụ lục I, Phần I, II.1.b)."""
    return text_width(MOTTO, size, bold=True) * MM_PER_PT


def issuer_rule(head: Head, column: float = HEAD_COLUMNS[0], size: float = ISSUER_SIZE) -> float:
    """Length of the line under the issuing body, 1/3 to 1/2 of its text (II.2.b)."""
    lines = [
        line for paragraph in head.co_quan for line in wrap(paragraph.text, column, size, bold=True)
    ]
    return rule_length(lines, size, bold=True)


def subject_block(head: Head, width: float = TEXT_WIDTH, size: float = SUBJECT_SIZE) -> Block:
    """The subject in lines of about equal length, as an office breaks it."""
    return balance(head.trich_yeu.text, width, size, bold=True)


def subject_rule(head: Head, width: float = TEXT_WIDTH, size: float = SUBJECT_SIZE) -> float:
    """Length of the line under the subject, 1/3 to 1/2 of its text (II.5.b)."""
    return rule_length(subject_block(head, width, size).lines, size, bold=True)


def annex_title_block(annex: Annex, width: float = TEXT_WIDTH, size: float = SUBJECT_SIZE) -> Block:
    """The title of an annex in lines of about equal length."""
    return balance(annex.ten.text, width, size, bold=True)


def annex_note_block(annex: Annex, width: float = TEXT_WIDTH, size: float = SUBJECT_SIZE) -> Block:
    """The '(Kèm theo …)' line of an annex in lines of about equal length."""
    return balance(annex.kem_theo.text, width, size, italic=True)


def annex_rule(annex: Annex, width: float = TEXT_WIDTH, size: float = SUBJECT_SIZE) -> float:
    """Length of the line under '(Kèm theo …)', in proportion as under a subject."""
    return rule_length(annex_note_block(annex, width, size).lines, size, italic=True)


def rule_length(
    lines: Sequence[str], size: float, *, bold: bool = False, italic: bool = False
) -> float:
    """A length between 1/3 and 1/2 of the longest line and, where one exists, of every line."""
    widths = [text_width(line, size, bold=bold, italic=italic) * MM_PER_PT for line in lines]
    longest, shortest = max(widths), min(widths)
    return min(0.4 * longest, max(0.34 * longest, 0.49 * shortest))


def wrap(
    text: str, width: float, size: float, *, bold: bool = False, italic: bool = False
) -> list[str]:
    """Break `text` greedily into lines of at most `width` mm, as Word and the PDF do.

    A line may end after a space or after a hyphen inside a word, never after a slash. A piece
    longer than the line begins one, and ends wherever lines are full.
    """
    limit = width / MM_PER_PT
    lines = [""]
    for piece in _BREAK.split(text):
        longer = lines[-1] + piece
        if text_width(longer.rstrip(" "), size, bold=bold, italic=italic) <= limit:
            lines[-1] = longer
            continue
        parts = _cut(piece, limit, size, bold=bold, italic=italic)
        lines[-1:] = [lines[-1], *parts] if lines[-1] else parts
    return [line.rstrip(" ") for line in lines]


def _cut(piece: str, limit: float, size: float, *, bold: bool, italic: bool) -> list[str]:
    """A piece in parts of at most `limit` pt; whole where a line is too short for its letters."""
    parts, filled = [""], 0.0
    for letter in piece:
        advance = text_width(letter, size, bold=bold, italic=italic)
        if advance > limit:
            return [piece]
        if filled + advance > limit and letter != " ":
            parts.append("")
            filled = 0.0
        parts[-1] += letter
        filled += advance
    return parts


@lru_cache(maxsize=32)  # a title is asked for as a block, and again for the rule below it
def balance(
    text: str, width: float, size: float, *, bold: bool = False, italic: bool = False
) -> Block:
    """Break a title into as few lines as fit `width` mm, of about equal length.

    Where it can, a line begins with the words that open a phrase ('năm 2024', 'trên địa bàn').
    """
    fewest = len(wrap(text, width, size, bold=bold, italic=italic))
    if fewest == 1:
        return Block((text,), 0.0)
    found: dict[tuple[str, ...], list[float]] = {}
    for narrower in range(int(width)):
        lines = tuple(wrap(text, width - narrower, size, bold=bold, italic=italic))
        if len(lines) > fewest:
            break
        found.setdefault(lines, []).append(width - narrower)
    best = max(found, key=lambda lines: _shapeliness(lines, size, bold=bold, italic=italic))
    # The middle of the widths that give these lines is the safest against rounding.
    return Block(best, (width - found[best][len(found[best]) // 2]) / 2)


def _shapeliness(
    lines: Sequence[str], size: float, *, bold: bool, italic: bool
) -> tuple[bool, int, float]:
    """How good a broken title looks: no stub of a line, then the sense, then equal lengths."""
    widths = [text_width(line, size, bold=bold, italic=italic) for line in lines]
    evenness = min(widths) / max(widths)
    sense = sum(
        line.partition(" ")[0].lower() in _OPENERS and not _MONTH.search(before)
        for before, line in pairwise(lines)
    )
    return evenness > 0.5, sense, evenness


def column_widths(
    table: Table, available: float = TEXT_WIDTH, size: float = TABLE_SIZE
) -> tuple[float, ...]:
    """Widths in mm of the columns of an annex, filling `available` mm exactly.

    No word is broken and no cell of the body wraps if the page allows it; what is then left goes
    to the columns with long headings. Where the page is too narrow, the longest texts wrap first,
    then words are broken, and figures last of all.
    """
    body, texts = _body_needs(table, size)
    words, weights = list(body), [0.0] * len(table.columns)
    for _, first, cell in table.placed_headings():
        columns = range(first, first + cell.colspan)
        _widen(words, columns, _longest_word(cell.text, size))
        for column in columns:
            weights[column] += _padded(cell.text, size, bold=True) / cell.colspan
    texts = [max(pair) for pair in zip(words, texts, strict=True)]
    if sum(words) >= available:
        kept = _unbroken(table, body)
        if sum(kept) > available:
            return tuple(available * word / sum(words) for word in words)
        rest = [word - least for word, least in zip(words, kept, strict=True)]
        share = (available - sum(kept)) / (sum(rest) or 1.0)
        return tuple(least + share * more for least, more in zip(kept, rest, strict=True))
    if sum(texts) > available:
        weights = [text - word for text, word in zip(texts, words, strict=True)]
        texts = words
    share = (available - sum(texts)) / sum(weights)
    return tuple(text + share * weight for text, weight in zip(texts, weights, strict=True))


@dataclass(frozen=True, slots=True)
class Needs:
    """Widths in mm below which an annex breaks its figures, and below which it breaks words."""

    figures: float
    words: float


def needs(table: Table, size: float = TABLE_SIZE) -> Needs:
    """What an annex needs to be printed without a broken figure, and without a broken word."""
    words, _ = _body_needs(table, size)
    figures = sum(_unbroken(table, words))
    for _, first, cell in table.placed_headings():
        _widen(words, range(first, first + cell.colspan), _longest_word(cell.text, size))
    return Needs(figures, sum(words))


def tall_rows(table: Table, widths: Sequence[float], size: float = TABLE_SIZE) -> tuple[bool, ...]:
    """For each row whether it is too tall to be kept on one page: it may go on on the next."""
    return tuple(
        any(
            _is_tall(cell.text, sum(widths[first : first + cell.colspan]), size, row.kieu != "dong")
            for first, cell in _placed(row.cells)
        )
        for row in table.rows
    )


def _is_tall(text: str, width: float, size: float, bold: bool) -> bool:
    inside, most = width - 2 * CELL_PADDING - _BORDER, _TALLEST_ROW / (TABLE_LINE * size)
    # Twice the lines that all letters together fill is more than any text breaks into, nearly.
    if text_width(text, size, bold=bold) * MM_PER_PT * 2 < most * inside:
        return False
    return len(wrap(text, inside, size, bold=bold)) > most


def header_heights(
    table: Table, widths: Sequence[float], size: float = TABLE_SIZE
) -> tuple[float, ...]:
    """Heights in pt of the rows of headings that hold every heading.

    Where headings are repeated on a new page, LibreOffice gives a row what its own cells need and
    cuts off a heading that spans rows; so no row is left to be computed.
    """
    line = TABLE_LINE * size
    heights = [line + _ROW_GAP] * len(table.header_rows)
    for row, first, cell in sorted(table.placed_headings(), key=lambda placed: placed[2].rowspan):
        inside = sum(widths[first : first + cell.colspan]) - 2 * CELL_PADDING - _BORDER
        needed = len(wrap(cell.text, inside, size, bold=True)) * line + _ROW_GAP
        rows = range(row, row + cell.rowspan)
        short = needed - sum(heights[below] for below in rows)
        for below in rows:
            heights[below] += max(0.0, short) / cell.rowspan
    return tuple(heights)


def _body_needs(table: Table, size: float) -> tuple[list[float], list[float]]:
    """For each column the width of its longest word and of its longest text below the heading."""
    words, texts = [0.0] * len(table.columns), [0.0] * len(table.columns)
    for column, cells in enumerate(_body_columns(table)):
        for text, bold, italic in cells:
            whole = _padded(text, size, bold=bold, italic=italic)
            if whole > texts[column]:
                texts[column] = whole
            if whole > words[column]:
                longest = _longest_word(text, size, bold=bold, italic=italic)
                words[column] = max(words[column], longest)
    return words, texts


def _unbroken(table: Table, words: Sequence[float]) -> list[float]:
    """The least widths of columns: what figures and numbers need, and a word or two of the others.

    `words` are the widths of the longest words of the body.
    """
    texts = {
        first
        for row in table.rows
        if row.kieu == "dong"
        for first, cell in _placed(row.cells)
        if cell.kieu in ("chu", "don_vi")
    }
    return [
        min(word, _LEAST_OF_WORDS) if column in texts else word for column, word in enumerate(words)
    ]


def _body_columns(table: Table) -> list[set[tuple[str, bool, bool]]]:
    """The different texts of each column, and whether they are printed bold and italic."""
    columns: list[set[tuple[str, bool, bool]]] = [set() for _ in table.columns]
    for cells, bold, italic in [(table.index_row, False, True)] + [
        (row.cells, row.kieu != "dong", False) for row in table.rows
    ]:
        for first, cell in _placed(cells):
            if cell.colspan == 1:
                columns[first].add((cell.text, bold, italic))
    return columns


def _placed(cells: Sequence[Cell]) -> Iterator[tuple[int, Cell]]:
    """Each cell of a body row with the column in which it starts."""
    column = 0
    for cell in cells:
        yield column, cell
        column += cell.colspan


def _widen(widths: list[float], columns: range, needed: float) -> None:
    """Widen `columns` evenly until together they are `needed` mm wide."""
    short = needed - sum(widths[column] for column in columns)
    for column in columns:
        widths[column] += max(0.0, short) / len(columns)


def _longest_word(text: str, size: float, *, bold: bool = True, italic: bool = False) -> float:
    words = _BREAK.split(text)
    return max(_padded(word.rstrip(" "), size, bold=bold, italic=italic) for word in words)


def _padded(text: str, size: float, *, bold: bool, italic: bool = False) -> float:
    return text_width(text, size, bold=bold, italic=italic) * MM_PER_PT + 2 * CELL_PADDING + _BORDER
