"""SQL of delivery, private to it."""
