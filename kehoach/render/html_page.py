"""Pages for people as one HTML file that needs nothing else: template, style and script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from kehoach.render.fill_template import TEMPLATES, fill_template, template_faults


def render_page(stem: str, code: str, **context: Any) -> str:
    """Fill `templates/<stem>.html`, with `<stem>.css` and, if there is one, `<stem>.js` inside.

    Raises InputRefused with `code` if the template is missing or cannot be filled.
    """
    from markupsafe import Markup

    template = TEMPLATES / f"{stem}.html"
    with template_faults(template, code):
        style = template.with_suffix(".css").read_text("utf-8")
        script_file = template.with_suffix(".js")
        script = script_file.read_text("utf-8") if script_file.exists() else ""
    own = {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script)}
    return fill_template(template, {**own, **context}, code)


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, and no script runs but ours, whatever the text of a document may hold."""
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )
