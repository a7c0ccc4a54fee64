"""Checks of agencies: how they are named, whether they exist, and whether each duty has one."""

from __future__ import annotations

from kehoach.check import abbreviations, agency_names, duties, periods, programmes

CHECKS = [
    *agency_names.CHECKS,
    *periods.CHECKS,
    *duties.CHECKS,
    *abbreviations.CHECKS,
    *programmes.CHECKS,
]
