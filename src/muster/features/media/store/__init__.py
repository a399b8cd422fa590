"""SQL of recordings and files; private to the feature."""
