"""How a round stands, for a terminal and for other programs."""
