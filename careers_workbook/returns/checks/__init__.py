"""What is wrong between answers, not in one cell."""
