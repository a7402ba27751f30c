"""Many schools: those expected, what each sent, and what is known of all of them together."""
