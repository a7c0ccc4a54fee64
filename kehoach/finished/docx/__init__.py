"""The reader of .docx: any WordprocessingML package → `FinishedFile`."""

from kehoach.finished.docx.read import read_docx

__all__ = ["read_docx"]
