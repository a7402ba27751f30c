"""Next year's workbook from last year's return."""
