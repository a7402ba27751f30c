"""Answer kinds: what a cell accepts, how it looks, how its content is read."""
