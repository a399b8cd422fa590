"""Sentences that no template writes: those of toasts."""

from gettext import NullTranslations

from starlette.requests import Request

from muster.base.language import catalogue
from muster.edges.console.pages import language_of
from muster.features.members import Session


def speech(request: Request, session: Session) -> NullTranslations:
    """Return the sentences of the reader's language."""
    return catalogue("muster.edges.console", language_of(request, session))
