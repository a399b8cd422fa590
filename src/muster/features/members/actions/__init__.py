"""Verbs of members, by what is done: people, sessions, links, passkeys, and how fast one may try."""
