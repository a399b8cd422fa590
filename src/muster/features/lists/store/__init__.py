"""SQL of the console's lists."""
