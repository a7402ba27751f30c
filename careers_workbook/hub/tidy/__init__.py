"""The rows of the tidy tables, one module a kind. Enters: a Round. Leaves: rows by column name, without pandas."""
