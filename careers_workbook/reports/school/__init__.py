"""One school's summary, in every format."""
