"""Remarks put into somebody else's workbook by editing its package: what is not touched stays as it was."""
