"""What may be said of leavers to others: numbers rounded."""
