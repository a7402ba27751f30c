"""One round against the one before it, and against the register."""
