"""What may be said of leavers to others: small numbers hidden."""
