"""What people read: one school's numbers as terminal text, Markdown, HTML or JSON."""
