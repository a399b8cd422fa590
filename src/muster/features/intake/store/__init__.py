"""SQL of intakes."""
