"""Checks of figures: how they are written, what annexes say, and what prose repeats of them."""

from __future__ import annotations

from kehoach.check import annex_figures, number_forms, repeated_figures

CHECKS = [*repeated_figures.CHECKS, *number_forms.CHECKS, *annex_figures.CHECKS]
