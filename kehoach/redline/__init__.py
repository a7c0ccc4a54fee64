"""A comparison as the new plan's Word file with real tracked changes."""
