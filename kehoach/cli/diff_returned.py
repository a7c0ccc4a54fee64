"""`kehoach diff` of a plan and Word files that came back from departments."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kehoach.cli.console import Exit, give, may_colour, say_findings
from kehoach.cli.diff import DiffOptions, maker_of
from kehoach.cli.formats import HTML, JSON, OPINIONS, TEXT, Format, chosen_format
from kehoach.cli.parser import WrongUsage
from kehoach.compare.revisions import read_side
from kehoach.disk.outputs import mended, refuse_foreign
from kehoach.finished.reading import guarded
from kehoach.returned.returned_file import (
    ReturnedReview,
    apply_to,
    read_returned,
    review,
)
from kehoach.returned.summary import as_json, as_text

_FORMATS = (TEXT, JSON, HTML, OPINIONS)
_BEGINS = {
    ".docx": b"PK word/document.xml",
    ".pdf": b"%PDF-",
    ".html": b"<html",
    ".htm": b"<html",
    ".json": b"{}",
}
"""What tells the kind of a result that is not made yet."""


def diff_returned(options: DiffOptions) -> Exit:
    """Show what was changed in each file; with `--apply` write what is certain into the plan."""
    form, maker = _form(options), maker_of(options)
    for folder in {Path(name).parent for name in options.new}:
        say_findings(mended(folder))
    if options.apply and options.target:  # before the plan is changed, not after
        refuse_foreign([options.target], maker, _BEGINS.get(options.target.suffix.lower(), b"-"))
    files = [guarded(name, partial(read_returned, Path(name))) for name in options.new]
    for file in files:
        say_findings(file.findings)
    sent = read_side(options.sent).reading if options.sent else None
    applied = None
    if options.apply:
        after, applied = apply_to(Path(options.old), files[0], sent)
        reviews = [after]
    else:
        reading = read_side(options.old).reading
        reviews = [review(reading, file, sent) for file in files]
    give(_made(options, form, reviews, applied), options.target, maker)
    return Exit.OK if all(one.is_same for one in reviews) else Exit.FINDINGS


def _form(options: DiffOptions) -> Format:
    if options.apply and len(options.new) > 1:
        raise WrongUsage("--apply ghi từng tệp một: chạy lần lượt với từng tệp .docx")
    if options.apply and not Path(options.old).exists() and ":" in options.old:
        raise WrongUsage("--apply chỉ ghi vào tệp hiện có, không ghi vào phiên bản git cũ")
    if options.author or options.day:
        raise WrongUsage("--tac-gia và --ngay chỉ dùng khi so hai tệp YAML ra dạng docx")
    return chosen_format(options, _FORMATS, "tệp .docx gửi lại")


def _made(
    options: DiffOptions, form: Format, reviews: list[ReturnedReview], applied: int | None
) -> bytes:
    if form is OPINIONS and options.target:
        from kehoach.tables.opinions import opinions
        from kehoach.tables.table_file import table_file

        reading = reviews[0].reading
        metadata = reading.document.metadata
        return table_file(opinions(reading, reviews), metadata, options.target)
    if form is HTML:
        from kehoach.returned.returned_page import as_page

        return as_page(reviews, applied=applied).encode()
    if form is JSON:
        texts = [f"{as_json(review, applied=applied)}\n" for review in reviews]
    else:
        coloured = options.target is None and may_colour()
        texts = [
            "".join(f"{line}\n" for line in as_text(review, applied=applied, coloured=coloured))
            for review in reviews
        ]
    return "\n".join(texts).encode()
