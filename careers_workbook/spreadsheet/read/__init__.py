"""Workbook bytes -> the cells of every sheet, whatever the format."""
