"""Sheets beside the plan (notes, labels): a template of `templates/` and what it shows -> PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render.html import TEMPLATES, environment
from kehoach.render.weasyprint import lay_out, write


def set_sheet(template: str, context: Mapping[str, object], templates: Path = TEMPLATES) -> bytes:
    """The PDF of a template filled with `context`; the same context gives the same bytes.

    Raises InputRefused if the template is faulty, MachineProblem if a library or a font is missing.
    """
    import jinja2

    try:
        html = environment(templates).get_template(template).render(context)
    except jinja2.TemplateError as error:
        place = Place(str(templates / template), getattr(error, "lineno", None) or 0)
        advice = "sửa lại mẫu, hoặc lấy lại bản gốc của tệp này trong thư mục templates/"
        raise InputRefused([Finding(place, "IN101", f"mẫu PDF có lỗi: {error}", advice)]) from None
    return write(lay_out(html, templates), templates)
