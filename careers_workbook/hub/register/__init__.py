"""The schools that are expected: GIAS extracts, lists, what changed in them."""
