"""Text documents with tables, as Word and LibreOffice Writer save them, read as sheets."""
