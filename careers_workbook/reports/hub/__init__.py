"""Consolidated tables -> the master workbook, one module a group of sheets."""
