"""The answers of a return for other programs: JSON, CSV."""
