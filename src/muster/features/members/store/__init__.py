"""SQL of members: reference tables mostly, read before the organization is known."""
