"""Many schools: the register of those expected."""
