"""What is wrong in returned files, for a terminal; the catalogue of codes for people."""
