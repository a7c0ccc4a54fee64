"""Checks of figures: how they are written, what annexes say, and what prose repeats of them."""

from __future__ import annotations

from kehoach.check.figures import annex_figures, number_forms, repeated

CHECKS = [*repeated.CHECKS, *number_forms.CHECKS, *annex_figures.CHECKS]
