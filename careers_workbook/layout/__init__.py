"""The map from questions to cells: the only room that computes a row or a column."""
