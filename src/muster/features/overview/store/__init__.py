"""SQL of what members look over: it reads what other features write."""
