"""The reader of .pdf: `open_pdf.py` lets no harm in, `read.py` makes the model."""
