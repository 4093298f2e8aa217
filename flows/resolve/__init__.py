"""claims -> facts: which claims report the same act, what they say together, where they differ."""
