"""The commands: each parses its words, calls one method, prints."""
