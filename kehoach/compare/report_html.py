"""A comparison as one HTML page that needs nothing else: `templates/so_sanh.html`, .css and .js."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from kehoach.compare.changes import Comparison
from kehoach.compare.page import Page
from kehoach.findings import Finding, InputRefused, Place
from kehoach.render.html import TEMPLATES

TEMPLATE = "so_sanh.html"


def render_html(comparison: Comparison) -> str:
    """The page. Raises InputRefused if the template is missing or cannot be filled."""
    import jinja2
    from markupsafe import Markup

    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        template = environment.get_template(TEMPLATE)
        style, script = ((TEMPLATES / f"so_sanh.{end}").read_text("utf-8") for end in ("css", "js"))
        text = template.render(
            page=Page(comparison),
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
        )
    except (jinja2.TemplateError, OSError) as error:
        place = Place(str(TEMPLATES / TEMPLATE), getattr(error, "lineno", None) or 0)
        message = f"mẫu trang so sánh có lỗi: {error}"
        advice = "lấy lại bản gốc của so_sanh.html, so_sanh.css và so_sanh.js trong templates/."
        raise InputRefused([Finding(place, "IN103", message, advice)]) from error
    return text


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, and no script runs but ours, whatever the text of a plan may hold."""
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )
