"""A comparison as one HTML page that needs nothing else: `templates/so_sanh.html`, .css and .js."""

from __future__ import annotations

from kehoach.compare.changes import Comparison
from kehoach.compare.report.comparison_page import Page
from kehoach.render.html_page import render_page


def render_html(comparison: Comparison) -> str:
    """The page. Raises InputRefused if the template is missing or cannot be filled."""
    return render_page("so_sanh", "IN103", page=Page(comparison))
