"""The vocabulary of a plan's YAML: models, the register, and complaints at their places."""
