"""Spelling and typing: every check of prefix CT."""

from __future__ import annotations

from kehoach.check import (
    capitals,
    letters,
    list_ends,
    punctuation,
    repeats,
    spacing,
    spelling,
)

CHECKS = [
    *letters.CHECKS,
    *spelling.CHECKS,
    *repeats.CHECKS,
    *spacing.CHECKS,
    *punctuation.CHECKS,
    *list_ends.CHECKS,
    *capitals.CHECKS,
]
