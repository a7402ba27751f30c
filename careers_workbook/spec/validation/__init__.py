"""Is this a spec: its shape, and rules that need more than one field."""
