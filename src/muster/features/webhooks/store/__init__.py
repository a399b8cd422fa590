"""SQL of webhooks, by what it is about."""
