"""Rules on time: dates, deadlines, years."""
