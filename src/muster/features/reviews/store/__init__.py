"""SQL of reviewing, by what it is about."""
