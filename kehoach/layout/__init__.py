"""The layout of a finished file, measured against the decree: its rows, the verdicts, the checks.

Nothing here knows our templates: `nd30.yaml` is the only truth.
"""
