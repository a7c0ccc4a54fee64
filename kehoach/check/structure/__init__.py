"""Rules on structure: numbers of clauses, references to them, parts, annexes."""
