"""How fast kehoach is, and against what: `python -m benchmarks` (see README.md)."""
