"""WHAT is asked: the spec's model, its answer kinds and its loader."""
