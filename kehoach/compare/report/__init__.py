"""A comparison as an output: text for the terminal, JSON, one HTML page."""
