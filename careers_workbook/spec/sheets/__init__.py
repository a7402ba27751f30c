"""One module a kind of sheet: its keys, its tables without places, its wording."""
