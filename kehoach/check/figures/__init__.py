"""Rules on figures: in annexes, in prose, and of both against each other."""
