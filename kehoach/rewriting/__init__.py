"""A plan changed by a command: locked, read, edited, judged, written, with a step back."""
