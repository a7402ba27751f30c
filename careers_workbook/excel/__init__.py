"""HOW cells are written and read: the only modules that import a spreadsheet library."""
