"""The rows of the problem catalogue, by the part of the house that finds them."""
