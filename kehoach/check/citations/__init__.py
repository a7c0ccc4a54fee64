"""Rules on cited documents: symbols, dates, titles, how a mention is written."""
