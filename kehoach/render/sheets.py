"""Sheets beside the plan (notes, labels, tables): a template of `templates/` -> PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kehoach.render.fill_template import TEMPLATES, fill_template
from kehoach.render.weasyprint import lay_out, write


def set_sheet(template: str, context: Mapping[str, object], templates: Path = TEMPLATES) -> bytes:
    """The PDF of a template filled with `context`; the same context gives the same bytes.

    Raises InputRefused if the template is faulty, MachineProblem if a library or a font is missing.
    """
    file = templates / template
    return write(lay_out(fill_template(file, context), file), file)
