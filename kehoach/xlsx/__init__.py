"""Annexes as Excel workbooks: out for clerks to fill, and back into the plan."""
