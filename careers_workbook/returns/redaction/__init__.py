"""Personal data: recognised, and taken out before anything else is read."""
