"""Finished files of anybody (.docx, .pdf) read into one model: text, effective looks, positions.

`model.py` says what a reader hands over. Whoever reads a finished file (the review of its layout,
comparison, import) sees that model only, never the format behind it. `opening.py` lets nothing
harmful in; `docx.read_docx(package, name)` and the reader of .pdf make a `FinishedFile`;
`check.finished.review_finished(file)` gives the findings about one.
"""
