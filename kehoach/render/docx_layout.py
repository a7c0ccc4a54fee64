"""What the template cannot hold because it depends on the text: rules, blocks, sections.

Widths and type sizes are read from the template, so that margins and sizes changed in Word count.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy

from lxml import etree

from kehoach.document import Annex, Document, Head
from kehoach.render import geometry
from kehoach.render.docx_table import annex_table, sample_cells, sample_tables
from kehoach.render.docx_xml import TWIPS_PER_MM, Element, Styles, value, w

MOTTO_RULE, ISSUER_RULE = "KH Kẻ tiêu ngữ", "KH Kẻ cơ quan"
SUBJECT_RULE, ANNEX_RULE = "KH Kẻ trích yếu", "KH Kẻ phụ lục"
SUBJECT, ANNEX_TITLE, ANNEX_NOTE = "KH Trích yếu", "KH Tên phụ lục", "KH Kèm theo phụ lục"
_DEFAULT_CELL_MARGIN = 108


def sections(body: Element) -> list[Element]:
    """The section properties of a body in reading order."""
    return list(body.iter(w("sectPr")))


def lay_out(body: Element, styles: Styles, document: Document, first: Element) -> None:
    """Put the computed lengths, the annex tables and the sections into a rendered body.

    `first` is what the template says about the section that holds the plan itself.
    """
    _drop_empty_runs(body)
    _arrange_sections(body, first)
    plan, annex = sections(body)[0], sections(body)[-1]
    named = _by_style(body, styles)
    for name, length in _HEAD.items():
        for paragraph in named[name]:
            room = _room(paragraph, plan)
            _centre(paragraph, room, length(document.the_thuc, room, styles))
    for name, annex_length in _ANNEX.items():
        for paragraph, item in zip(named[name], document.phu_luc, strict=False):
            room = _room(paragraph, annex)
            _centre(paragraph, room, annex_length(item, room, styles))
    for sample, item in zip(sample_tables(body), document.phu_luc, strict=True):
        size = styles.size(styles.name(sample_cells(sample)["dong.so"].find(w("p"))))
        widths = geometry.column_widths(item.table, _text_width(annex), size)
        heights = geometry.header_heights(item.table, widths, size)
        tall = geometry.tall_rows(item.table, widths, size)
        sample.getparent().replace(sample, annex_table(item.table, sample, widths, heights, tall))


def _drop_empty_runs(body: Element) -> None:
    """Take out the runs without text that docxtpl leaves beside each text that it puts in."""
    for run in list(body.iter(w("r"))):
        if all(child.tag in (w("rPr"), w("t")) and not child.text for child in run):
            run.getparent().remove(run)


def _arrange_sections(body: Element, first: Element) -> None:
    """The section before each annex: the plan before the first one, an annex before the others.

    The properties of a section stand at its end, so the last ones of the file are an annex's, or
    the plan's where there is no annex.
    """
    found = sections(body)
    if len(found) == 1:
        body.replace(found[0], deepcopy(first))
    for section in found[1:-1]:
        section.getparent().replace(section, deepcopy(found[-1]))


def _motto_rule(_head: Head, _room: float, styles: Styles) -> float:
    return geometry.motto_rule(styles.size("KH Tiêu ngữ"))


def _issuer_rule(head: Head, room: float, styles: Styles) -> float:
    return geometry.issuer_rule(head, room, styles.size("KH Cơ quan"))


def _subject(head: Head, room: float, styles: Styles) -> float:
    size = styles.size(SUBJECT)
    return room - 2 * geometry.subject_block(head, room, size).indent


def _subject_rule(head: Head, room: float, styles: Styles) -> float:
    return geometry.subject_rule(head, room, styles.size(SUBJECT))


def _annex_title(annex: Annex, room: float, styles: Styles) -> float:
    return room - 2 * geometry.annex_title_block(annex, room, styles.size(ANNEX_TITLE)).indent


def _annex_note(annex: Annex, room: float, styles: Styles) -> float:
    return room - 2 * geometry.annex_note_block(annex, room, styles.size(ANNEX_NOTE)).indent


def _annex_rule(annex: Annex, room: float, styles: Styles) -> float:
    return geometry.annex_rule(annex, room, styles.size(ANNEX_NOTE))


_HEAD = {
    MOTTO_RULE: _motto_rule,
    ISSUER_RULE: _issuer_rule,
    SUBJECT: _subject,
    SUBJECT_RULE: _subject_rule,
}
_ANNEX = {ANNEX_TITLE: _annex_title, ANNEX_NOTE: _annex_note, ANNEX_RULE: _annex_rule}


def _centre(paragraph: Element, room: float, length: float) -> None:
    """Leave `length` of `room` mm by the same indent on both sides, in place of any other."""
    indent = str(max(0, round((room - length) / 2 * TWIPS_PER_MM)))
    properties = paragraph.find(w("pPr"))
    for old in properties.findall(w("ind")):
        properties.remove(old)
    place = next(
        (index for index, child in enumerate(properties) if child.tag in _AFTER_INDENT),
        len(properties),
    )
    properties.insert(place, etree.Element(w("ind"), {w("left"): indent, w("right"): indent}))


_AFTER_INDENT = {
    w(name)
    for name in (
        *("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection"),
        *("textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr"),
        *("sectPr", "pPrChange"),
    )
}


def _by_style(body: Element, styles: Styles) -> defaultdict[str, list[Element]]:
    """The paragraphs of a body in reading order, by the name of their style."""
    found: defaultdict[str, list[Element]] = defaultdict(list)
    for paragraph in body.iter(w("p")):
        found[styles.name(paragraph)].append(paragraph)
    return found


def _room(paragraph: Element, section: Element) -> float:
    """Width in mm that a paragraph may fill: its cell without margins, else the text width."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    if cell is None:
        return _text_width(section)
    table = next(cell.iterancestors(w("tbl")))
    columns = [int(value(column, "w") or 0) for column in table.iterfind(f"{w('tblGrid')}/*")]
    before = sum(1 for sibling in cell.itersiblings(w("tc"), preceding=True))
    margins = sum(_cell_margin(cell, table, sides) for sides in _SIDES)
    return (columns[before] - margins) / TWIPS_PER_MM


_SIDES = (("left", "start"), ("right", "end"))


def _cell_margin(cell: Element, table: Element, sides: tuple[str, str]) -> int:
    for place in (
        cell.find(f"{w('tcPr')}/{w('tcMar')}"),
        table.find(f"{w('tblPr')}/{w('tblCellMar')}"),
    ):
        for side in sides:
            width = None if place is None else value(place.find(w(side)), "w")
            if width is not None:
                return int(width)
    return _DEFAULT_CELL_MARGIN


def _text_width(section: Element) -> float:
    """Width in mm between the margins of a section."""
    page, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    left, right = (int(value(margins, side) or 0) for side in ("left", "right"))
    return (int(value(page, "w") or 0) - left - right) / TWIPS_PER_MM
