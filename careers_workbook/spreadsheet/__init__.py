"""How cells are read, written and annotated. Must not know: anything of careers."""
