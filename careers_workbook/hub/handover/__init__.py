"""A Hub handed over: one locked file that holds it, and a folder made from that again."""
