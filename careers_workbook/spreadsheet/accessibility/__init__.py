"""Whether everybody can use an existing .xlsx workbook: its parts, and the points that it is held against."""
