"""Rules on words: spelling, spacing, punctuation, capitals; and the word lists as data."""
