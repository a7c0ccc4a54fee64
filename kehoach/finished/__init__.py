"""Finished files of anybody (.docx, .pdf) read into one model: text, effective looks, positions.

`finished_file.py` says what a reader hands over: whoever reads a finished file (the review of its
layout, a returned file) sees that model only, never the format behind it. What it holds is called
`File…`, so that nobody takes it for what we print (`document.py`); what stands on a page of a PDF,
before paragraphs are made of it, is called `Page…`; what is known by its words and place,
`Recognised…`. `opening.py` lets nothing harmful in; `reading.py` reads in bounds.
"""
