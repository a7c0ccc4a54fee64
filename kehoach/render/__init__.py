"""Renderers: a finished `Document` onto paper. They fill templates and compute nothing but layout."""
