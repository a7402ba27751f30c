"""The road out: a layout, a school and an order become a workbook."""
