"""A module a figure; each has ``measure(scene)``."""
