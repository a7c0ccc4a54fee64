"""What a department changed in our Word file: found, shown, written back where it is certain."""
