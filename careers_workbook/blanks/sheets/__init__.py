"""One writer for every declared table, and those of the kinds that have formulas or charts.

Enters: a page. Leaves: its cells, written.
"""
