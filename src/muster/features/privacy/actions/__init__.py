"""The verbs of candidates, of staff and of the worker."""
