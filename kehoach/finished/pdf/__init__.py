"""The reader of .pdf: `opening.py` lets no harm in, `read.py` makes the model."""
