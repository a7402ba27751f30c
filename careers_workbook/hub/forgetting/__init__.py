"""What goes out of a Hub again: a school that is forgotten, what was kept long enough; what is held of a person."""
