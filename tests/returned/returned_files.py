"""Word files as departments send them back: edits of ours by python-docx, tracked and untracked."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from copy import deepcopy
from typing import Any
from unicodedata import normalize

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

WHO = "Sở Tài chính"


class Department:
    """Our Word file open in a department's Word."""

    def __init__(self, content: bytes) -> None:
        self.word = docx.Document(io.BytesIO(content))
        self._marks = 0

    def saved(self) -> bytes:
        target = io.BytesIO()
        self.word.save(target)
        return target.getvalue()

    # Finding

    def paragraphs(self) -> list[Paragraph]:
        """Every paragraph, also those in cells, in order."""
        body = self.word.element.body
        return [Paragraph(each, self.word._body) for each in body.iter(qn("w:p"))]

    def find(self, words: str) -> Paragraph:
        """The first paragraph that holds these words."""
        return next(each for each in self.paragraphs() if words in each.text)

    def cell(self, row: str, column: int) -> Paragraph:
        """The paragraph of an annex cell, by a word of its row."""
        rows = self.word.tables[-1].rows
        found = next(each for each in rows if any(row == cell.text for cell in each.cells))
        paragraph: Paragraph = found.cells[column].paragraphs[0]
        return paragraph

    # Editing without tracking

    def retype(self, paragraph: Paragraph, old: str, new: str) -> None:
        """Other words in a paragraph; its runs become one, as when a person types over them."""
        assert old in paragraph.text, paragraph.text
        text = paragraph.text.replace(old, new, 1)
        for run in paragraph.runs[1:]:
            paragraph._p.remove(run._r)
        paragraph.runs[0].text = text

    def add_after(self, paragraph: Paragraph, *texts: str) -> list[Paragraph]:
        """Paragraphs of the same style behind another one."""
        added = []
        for text in reversed(texts):
            element = deepcopy(paragraph._p)
            paragraph._p.addnext(element)
            new = Paragraph(element, paragraph._parent)
            for run in new.runs[1:]:
                element.remove(run._r)
            new.runs[0].text = text
            added.append(new)
        return added

    def remove(self, paragraph: Paragraph) -> None:
        parent: Any = paragraph._p.getparent()
        parent.remove(paragraph._p)

    # Tracking

    def mark(self, name: str) -> Any:
        self._marks += 1
        element = OxmlElement(name)
        element.set(qn("w:id"), str(9000 + self._marks))
        element.set(qn("w:author"), WHO)
        element.set(qn("w:date"), "2026-11-02T08:00:00Z")
        return element

    def tracked_retype(self, paragraph: Paragraph, old: str, new: str) -> None:
        """Words deleted and inserted with tracking."""
        before, found, after = paragraph.text.partition(old)
        assert found, paragraph.text
        sample = paragraph.runs[0]._r
        for run in paragraph.runs:
            paragraph._p.remove(run._r)
        for text, mark in ((before, ""), (old, "w:del"), (new, "w:ins"), (after, "")):
            if text:
                run = self._run(sample, text, deleted=mark == "w:del")
                holder = self.mark(mark) if mark else None
                if holder is not None:
                    holder.append(run)
                paragraph._p.append(run if holder is None else holder)

    def tracked_remove(self, paragraph: Paragraph) -> None:
        """A paragraph deleted with its end, with tracking."""
        runs = [run._r for run in paragraph.runs]
        holder = self.mark("w:del")
        paragraph._p.append(holder)
        for run in runs:
            holder.append(run)
            for text in run.findall(qn("w:t")):
                text.tag = qn("w:delText")
        self._mark_end(paragraph, "w:del")

    def tracked_add(self, paragraph: Paragraph, text: str) -> None:
        """A paragraph behind another one, inserted with tracking."""
        (new,) = self.add_after(paragraph, text)
        holder = self.mark("w:ins")
        run = new.runs[0]._r
        new._p.replace(run, holder)
        holder.append(run)
        self._mark_end(new, "w:ins")

    def _mark_end(self, paragraph: Paragraph, name: str) -> None:
        properties = paragraph._p.get_or_add_pPr()
        own = OxmlElement("w:rPr")
        own.append(self.mark(name))
        properties.append(own)

    def _run(self, sample: Any, text: str, *, deleted: bool) -> Any:
        run = deepcopy(sample)
        for child in list(run):
            if child.tag != qn("w:rPr"):
                run.remove(child)
        element = OxmlElement("w:delText" if deleted else "w:t")
        element.set(qn("xml:space"), "preserve")
        element.text = text
        run.append(element)
        return run

    def comment(self, paragraph: Paragraph, text: str) -> None:
        self.word.add_comment(paragraph.runs, text=text, author=WHO, initials="TC")


def said(content: bytes) -> Counter[str]:
    """What a Word file says with all tracked changes accepted: each paragraph, spaces apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    found: Counter[str] = Counter()
    waiting = ""
    for paragraph in root.iter(qn("w:p")):
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        if row is not None and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        for text in paragraph.iter(qn("w:t")):
            if not any(True for _ in text.iterancestors(qn("w:del"))):
                waiting += text.text or ""
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
            continue
        if plain := " ".join(normalize("NFC", waiting).split()):
            found[plain] += 1
        waiting = ""
    return found
