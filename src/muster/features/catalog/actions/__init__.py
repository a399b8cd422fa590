"""Verbs of the catalog, by what is done: importing, reading, archiving."""
