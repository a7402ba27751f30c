"""What people read: of one school and of a whole Hub, on a terminal, in files, in workbooks, in letters."""
