"""The candidate portal: what a personal link opens, and the candidate's page behind it.

Every page works without a script, loads nothing from elsewhere and says what the candidate can
do now. See docs/portal.md.
"""

from muster.edges.portal.app import build

__all__ = ["build"]
