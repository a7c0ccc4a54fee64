"""Renderers: a finished `Document` onto paper. They compute nothing but layout."""
