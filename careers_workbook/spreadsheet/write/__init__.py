"""Values -> the bytes of a workbook that Excel, LibreOffice and Google Sheets open."""
