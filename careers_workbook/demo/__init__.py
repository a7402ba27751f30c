"""Made-up schools that fill in, damage and return the checklist, so that anybody can see the whole road at once."""
