"""Verbs of intakes."""
