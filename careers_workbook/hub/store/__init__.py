"""What came in, kept for good: settings, originals, receipts, the SQLite store."""
