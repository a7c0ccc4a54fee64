"""Spelling and typing: every check of prefix CT."""

from __future__ import annotations

from kehoach.check.words import (
    capitals,
    list_ends,
    lookalikes,
    punctuation,
    repeats,
    spacing,
    spelling,
)

CHECKS = [
    *lookalikes.CHECKS,
    *spelling.CHECKS,
    *repeats.CHECKS,
    *spacing.CHECKS,
    *punctuation.CHECKS,
    *list_ends.CHECKS,
    *capitals.CHECKS,
]
