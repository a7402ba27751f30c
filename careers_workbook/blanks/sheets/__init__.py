"""One small writer for each kind of sheet. Enters: a page. Leaves: its cells, written."""
