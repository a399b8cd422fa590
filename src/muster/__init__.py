"""Muster: invitations to assessments, recorded interviews and hiring tracks."""

__version__ = "0.1.0"
