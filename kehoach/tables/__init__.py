"""Tables that go with a draft: what changed and why, opinions and what became of them."""
