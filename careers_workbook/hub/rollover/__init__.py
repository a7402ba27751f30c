"""Last year's return -> next year's workbook."""
