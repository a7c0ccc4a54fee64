"""Rules on agencies: their names, whether they exist, their duties, who receives the plan."""
