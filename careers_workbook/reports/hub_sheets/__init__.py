"""One small writer for each sheet of the master workbook. Enters: consolidated frames. Leaves: sheets as values."""
