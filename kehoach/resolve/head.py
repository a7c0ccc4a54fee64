"""What frames the text: the head of page 1, Nơi nhận, the signature, the '(Kèm theo …)' line.

Layout of numbers, dates and blanks: Nghị định 30, Phụ lục I, Phần I, II.1-5, II.7, II.9, III.1.
"""

from __future__ import annotations

from datetime import date

from kehoach.document import Head, Paragraph, Recipient, Run, Signature
from kehoach.locations import Path
from kehoach.plan.model import KeHoach, NoiNhan
from kehoach.resolve.expressions import Scope
from kehoach.resolve.texts import Texts
from kehoach.source.source import Source
from kehoach.vietnamese import date_in_words, document_number

BLANK = " " * 6
"""Room left for a number or a day that the records office fills in by hand."""


class HeadBuilder:
    """Builds the frame of the document from `the_thuc`, `noi_nhan` and `ky`."""

    def __init__(self, plan: KeHoach, source: Source, texts: Texts) -> None:
        self.plan, self.source, self.texts = plan, source, texts

    @property
    def issued(self) -> date | int | None:
        """Date of issue as it prints: whole when issued, else the year alone, if known."""
        when = self.plan.the_thuc.ngay
        if isinstance(when, date) and self.plan.trang_thai != "ban_hanh":
            return when.year
        return when

    def prepare(self, scope: Scope) -> None:
        """Cut the texts of the frame; must come before those of the body."""
        head = self.plan.the_thuc
        self.texts.prepare(("the_thuc", "co_quan_chu_quan"), head.co_quan_chu_quan, scope)
        for index, line in enumerate(head.co_quan):
            self.texts.prepare(("the_thuc", "co_quan", index), line, scope)
        self.texts.prepare(("the_thuc", "trich_yeu"), head.trich_yeu, scope)
        for index, recipient in enumerate(self.plan.noi_nhan):
            self.texts.prepare(("noi_nhan", index, "ghi"), recipient.ghi, scope)
        for index, line in enumerate(self.plan.ky.quyen_han):
            self.texts.prepare(("ky", "quyen_han", index), line, scope)
        self.texts.prepare(("ky", "chuc_vu"), self.plan.ky.chuc_vu, scope)

    # Head

    def head(self) -> Head:
        """The head of page 1."""
        path: Path = ("the_thuc",)
        parent = self.texts.printed((*path, "co_quan_chu_quan"), upper=True)
        draft = self.texts.made("DỰ THẢO", ("trang_thai",), "trang_thai")
        return Head(
            co_quan_chu_quan=Paragraph("co_quan_chu_quan", parent) if parent else None,
            co_quan=tuple(
                Paragraph("co_quan", self.texts.printed((*path, "co_quan", index), upper=True))
                for index in range(len(self.plan.the_thuc.co_quan))
            ),
            so_ky_hieu=Paragraph("so_ky_hieu", self._number()),
            dia_danh_ngay=Paragraph("dia_danh_ngay", self._place_and_date()),
            ten_loai=Paragraph("ten_loai", (self.texts.made("KẾ HOẠCH", (), "ten_loai"),)),
            trich_yeu=Paragraph("trich_yeu", self.texts.printed((*path, "trich_yeu"))),
            du_thao=Paragraph("du_thao", (draft,)) if self.plan.trang_thai == "du_thao" else None,
        )

    def _number(self) -> tuple[Run, ...]:
        symbol = ("the_thuc", "ky_hieu")
        lead = "Số: " if self._number_text().strip() else "Số:"
        return (
            self.texts.made(lead, symbol, "the_thuc", "so"),
            self.texts.made(self._number_text(), ("the_thuc", "so"), "the_thuc", "so"),
            self.texts.made("/", symbol, "the_thuc", "so"),
            self.texts.literal(symbol, self.plan.the_thuc.ky_hieu),
        )

    def _number_text(self) -> str:
        number = self.plan.the_thuc.so
        return document_number(number) if number and self.plan.trang_thai == "ban_hanh" else BLANK

    def _place_and_date(self) -> tuple[Run, ...]:
        place = ("the_thuc", "dia_danh")
        return (
            self.texts.literal(place, self.plan.the_thuc.dia_danh),
            self.texts.made(", ", place, "the_thuc", "ngay"),
            self.texts.made(self._date_text(), ("the_thuc", "ngay"), "the_thuc", "ngay"),
        )

    def _date_text(self) -> str:
        if isinstance(self.issued, date):
            return date_in_words(self.issued)
        return f"ngày{BLANK}tháng{BLANK}năm {self.issued or BLANK}".rstrip()

    def issuer(self) -> str:
        """The issuing body in a sentence: 'Ủy ban nhân dân tỉnh Gia Lai'."""
        lines = range(len(self.plan.the_thuc.co_quan))
        runs = (self.texts.printed(("the_thuc", "co_quan", index)) for index in lines)
        return " ".join("".join(run.text for run in line) for line in runs)

    def reference(self) -> str:
        """Number, symbol and date for document properties: '3456/KH-UBND ngày 08 tháng 12 …'."""
        number = self._number_text().strip() or "…"
        when = f" {date_in_words(self.issued)}" if isinstance(self.issued, date) else ""
        return f"Kế hoạch số {number}/{self.plan.the_thuc.ky_hieu}{when}"

    def attached_to(self, path: Path) -> Paragraph:
        """The line under an annex title (III.1.c): '(Kèm theo Kế hoạch số … ngày … của …)'."""
        number = self._number_text()
        number = number if number == BLANK else f" {number}"
        text = (
            f"(Kèm theo Kế hoạch số{number}/{self.plan.the_thuc.ky_hieu} "
            f"{self._date_text()} của {self.issuer()})"
        )
        return Paragraph("kem_theo_phu_luc", (self.texts.made(text, path, "the_thuc"),))

    # End

    def recipients(self) -> tuple[Recipient, ...]:
        """The lines of Nơi nhận: ';' after each, '.' after the last (II.9.d)."""
        return tuple(
            Recipient(Paragraph("noi_nhan", self._recipient(index, line)), line.gui, bool(line.luu))
            for index, line in enumerate(self.plan.noi_nhan)
        )

    def _recipient(self, index: int, recipient: NoiNhan) -> tuple[Run, ...]:
        path: Path = ("noi_nhan", index)
        end = "." if index == len(self.plan.noi_nhan) - 1 else ";"
        runs = self.texts.printed((*path, "ghi")) or self._filed(path, recipient)
        dash, mark = (self.texts.made(text, path, "noi_nhan") for text in ("- ", end))
        return (dash, *runs, mark)

    def _filed(self, path: Path, recipient: NoiNhan) -> tuple[Run, ...]:
        copies = f" ({recipient.so_ban})" if recipient.so_ban else ""
        text = f"Lưu: {', '.join(recipient.luu)}{copies}"
        return (self.texts.made(text, (*path, "luu"), "noi_nhan", "luu"),)

    def signature(self) -> Signature:
        """Authority and office in capitals, then the name (II.7)."""
        count = len(self.plan.ky.quyen_han)
        paths: list[Path] = [("ky", "quyen_han", index) for index in range(count)]
        if self.plan.ky.chuc_vu:
            paths.append(("ky", "chuc_vu"))
        name = self.texts.literal(("ky", "ho_ten"), self.plan.ky.ho_ten)
        return Signature(
            tuple(Paragraph("quyen_han", self.texts.printed(path, upper=True)) for path in paths),
            Paragraph("ho_ten", (name,)),
        )
