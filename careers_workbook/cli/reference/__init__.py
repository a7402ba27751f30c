"""What the program itself has to show: how it goes, what it asks, what it finds wrong."""
