"""The rows of the tidy tables, one module a kind. Enters: a Material. Leaves: rows by column name, without pandas."""
