"""What goes back to schools: letters, drafts, marked copies."""
