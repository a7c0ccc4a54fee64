"""For whoever writes a plan: a skeleton, the outline, explanations, watching, the schema."""
