"""The HTML templates of `templates/`: one way to fill them, and to tell what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render.line_breaks import breakable

TEMPLATES = PROJECT / "templates"
PDF_FAULT = "IN101"
"""The code of a fault in a template that is set as a PDF."""


def fill_template(template: Path, context: Mapping[str, object], code: str = PDF_FAULT) -> str:
    """The HTML of a template. Raises InputRefused with `code` if it is missing or faulty."""
    with template_faults(template, code):
        return str(_environment(template.parent).get_template(template.name).render(context))


def load_template(template: Path) -> None:
    """Compile a template for `fill_template`, which keeps it. Raises InputRefused as that does."""
    with template_faults(template):
        _environment(template.parent).get_template(template.name)


@cache
def _environment(templates: Path) -> Any:
    """The Jinja environment of a folder: all that is filled in is escaped, and must be there."""
    import jinja2

    from kehoach.render.template_sandbox import TemplateSandbox

    return TemplateSandbox(
        {"breakable": breakable},
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


WRONG_EXPRESSION = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What Python raises where an expression of a template makes no sense."""


def is_ours(error: Exception) -> bool:
    """Whether an error arose in our code, and not in the expressions of a template."""
    from traceback import walk_tb

    *_, (innermost, _line) = walk_tb(error.__traceback__)
    return str(innermost.f_globals.get("__name__")).startswith("kehoach.")


@contextmanager
def template_faults(template: Path, code: str = PDF_FAULT) -> Iterator[None]:
    """Tell what Jinja, or the reading of the files beside a template, complains about."""
    import jinja2

    try:
        yield
    except (jinja2.TemplateError, OSError, *WRONG_EXPRESSION) as error:
        if not isinstance(error, jinja2.TemplateError) and is_ours(error):
            raise
        line = getattr(error, "lineno", None) or 0
        raise InputRefused([template_fault(template, str(error), code, line)]) from error


def template_fault(template: Path, text: str, code: str = PDF_FAULT, line: int = 0) -> Finding:
    """What is wrong with a template or its style sheet, for the clerk."""
    kind = "PDF" if code == PDF_FAULT else "trang"
    files = f"{template.stem}.*"
    return Finding(
        Place(str(template), line),
        code,
        f"mẫu {kind} có lỗi: {text}",
        f"sửa các tệp {files} trong thư mục templates/, hoặc lấy lại bản gốc của các tệp này",
    )
