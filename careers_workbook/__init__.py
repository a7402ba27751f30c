"""careers_workbook: careers checklists out as Excel workbooks, back as checked answers and reports."""

__version__ = "0.1.0"
