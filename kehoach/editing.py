"""The commands that help while a plan is written: schema, watch, new, show, explain."""

from __future__ import annotations

import argparse

from kehoach.vi_argparse import Parser


def add_editing(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser of all commands."""
