"""One round on one day: whose each file is, which return counts."""
