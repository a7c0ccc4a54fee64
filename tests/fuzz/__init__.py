"""Spoiled inputs of every kind, run through the commands in bounds: what must hold for each.

No traceback, no hang, no more memory than an office's machine has, exit codes as documented, every
refusal told, and nothing changed by a command that refused. An input is a good one with a few
edits, drawn by its number alone, so that any can be made again.
"""
