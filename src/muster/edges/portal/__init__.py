"""The candidate portal: what a personal link opens, and the candidate's page behind it.

Every page works without a script, loads nothing from elsewhere and says what the candidate can
do now. See docs/portal.md. ``Preview`` draws the same pages for whoever writes an activity.
"""

from muster.edges.portal.app import build
from muster.edges.portal.preview import Preview, Previewed, Ways

__all__ = ["Preview", "Previewed", "Ways", "build"]
