"""Plan → Document, once: expressions, texts, citations, figures, annex tables, clauses."""
