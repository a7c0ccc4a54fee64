"""The command line: words to calls, results to words and exit codes."""
