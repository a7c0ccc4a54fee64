"""Bytes → text → data with the place of every value; byte-exact edits back."""
