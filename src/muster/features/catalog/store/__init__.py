"""SQL of the catalog, a file for each thing that it is about."""
