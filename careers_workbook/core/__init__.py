"""What every room shares: schools, problems and their places, the catalogue of codes, A1 cells, text, atomic output."""
