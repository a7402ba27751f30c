"""A finished workbook -> the same with comments, colours and a sheet in front; all else byte for byte."""
