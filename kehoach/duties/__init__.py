"""Who has which duty in a plan, until when, and how each body is told its own."""
