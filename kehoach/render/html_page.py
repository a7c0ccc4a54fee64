"""Pages for people as one HTML file that needs nothing else: template, style and script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render.html import TEMPLATES


def render_page(stem: str, code: str, **context: Any) -> str:
    """Fill `templates/<stem>.html`, with `<stem>.css` and, if there is one, `<stem>.js` inside.

    Raises InputRefused with `code` if the template is missing or cannot be filled.
    """
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    name = f"{stem}.html"
    try:
        template = environment.get_template(name)
        style = (TEMPLATES / f"{stem}.css").read_text("utf-8")
        script_file = TEMPLATES / f"{stem}.js"
        script = script_file.read_text("utf-8") if script_file.exists() else ""
        return template.render(
            style=Markup(style), script=Markup(script), policy=_policy(style, script), **context
        )
    except (jinja2.TemplateError, OSError) as error:
        place = Place(str(TEMPLATES / name), getattr(error, "lineno", None) or 0)
        advice = f"lấy lại bản gốc của các tệp {stem}.* trong templates/."
        message = f"mẫu trang có lỗi: {error}"
        raise InputRefused([Finding(place, code, message, advice)]) from error


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, and no script runs but ours, whatever the text of a document may hold."""
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )
