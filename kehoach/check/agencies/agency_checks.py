"""Checks of agencies: how they are named, whether they exist, and whether each duty has one."""

from __future__ import annotations

from kehoach.check.agencies import (
    abbreviations,
    agency_names,
    existence,
    programmes,
    unassigned_duties,
)

CHECKS = [
    *agency_names.CHECKS,
    *existence.CHECKS,
    *unassigned_duties.CHECKS,
    *abbreviations.CHECKS,
    *programmes.CHECKS,
]
