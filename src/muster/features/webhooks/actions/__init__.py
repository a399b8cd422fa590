"""The verbs of webhooks: about endpoints, and about calls."""
