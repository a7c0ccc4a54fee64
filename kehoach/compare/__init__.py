"""What changed between two plans, clause by clause and cell by cell."""
