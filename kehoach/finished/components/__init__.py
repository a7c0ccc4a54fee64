"""The components of an administrative document, recognised in a finished file."""
