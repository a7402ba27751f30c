"""A whole round as tidy tables: frames, CSV, Parquet, the dictionary."""
