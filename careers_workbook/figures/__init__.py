"""What the answers of one return come to: counts and statuses, for its report and for the Hub alike."""
