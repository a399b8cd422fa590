"""Sentences about what was done to many: how many, and why not the others."""

from collections.abc import Callable

from starlette.requests import Request

from muster.base.language import catalogue
from muster.edges.console.pages import language_of
from muster.edges.console.wording import number
from muster.features.invitations import Together
from muster.features.lists import Errand, Verb
from muster.features.members import Session

_PACKAGE = "muster.edges.console"


def _(text: str) -> str:
    return text


_DONE = {
    Verb.RESEND: (_("%(number)s letter is on its way."), _("%(number)s letters are on their way.")),
    Verb.EXTEND: (_("Extended %(number)s invitation."), _("Extended %(number)s invitations.")),
    Verb.REVOKE: (_("Revoked %(number)s invitation."), _("Revoked %(number)s invitations.")),
    Verb.REVIVE: (
        _("%(number)s invitation is valid again."),
        _("%(number)s invitations are valid again."),
    ),
    Verb.RESTORE: (
        _("Put back the end of %(number)s invitation."),
        _("Put back the ends of %(number)s invitations."),
    ),
}
_NOT = {
    Together.FINISHED: (_("%(number)s was finished."), _("%(number)s were finished.")),
    Together.REVOKED: (_("%(number)s was revoked."), _("%(number)s were revoked.")),
    Together.EXPIRED: (
        _("The time of %(number)s has passed; extend it first."),
        _("The time of %(number)s has passed; extend them first."),
    ),
    Together.SAME: (_("%(number)s was so already."), _("%(number)s were so already.")),
    Together.LATER: (_("%(number)s ends later already."), _("%(number)s end later already.")),
    Together.EARLY: (
        _("%(number)s would end before it opens."),
        _("%(number)s would end before they open."),
    ),
    Together.STAGE: (
        _("%(number)s is a stage of a track."),
        _("%(number)s are stages of tracks."),
    ),
    Together.GONE: (_("%(number)s is gone."), _("%(number)s are gone.")),
}
_WHY = {
    Together.FINISHED: _("Finished"),
    Together.REVOKED: _("Revoked"),
    Together.EXPIRED: _("Its time has passed"),
    Together.SAME: _("It was so already"),
    Together.LATER: _("It ends later already"),
    Together.EARLY: _("It would end before it opens"),
    Together.STAGE: _("A stage of a track"),
    Together.GONE: _("Gone"),
}


class Words:
    """Writes about errands in the reader's language."""

    def __init__(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
        language: str,
    ) -> None:
        """Take what translates, and the language of numbers."""
        self._gettext = gettext
        self._ngettext = ngettext
        self._language = language

    @classmethod
    def of(cls, request: Request, session: Session) -> "Words":
        """Return those for the reader of a page."""
        language = language_of(request, session)
        words = catalogue(_PACKAGE, language)
        return cls(words.gettext, words.ngettext, language)

    def outcomes(self, errand: Errand) -> list[str]:
        """Return a sentence about those to whom it was done, and one for each reason why not."""
        sentences = [self._count(_DONE[errand.verb], errand.done)]
        for outcome, texts in _NOT.items():
            if many := errand.outcomes.get(outcome, 0):
                sentences.append(self._count(texts, many))
        return sentences

    def why(self, outcome: Together) -> str:
        """Return why nothing was done to somebody."""
        return self._gettext(_WHY[outcome])

    def nobody(self) -> str:
        """Return what is said when nobody was chosen."""
        return self._gettext("Nobody was chosen, so nothing was done.")

    def _count(self, texts: tuple[str, str], many: int) -> str:
        return self._ngettext(*texts, many) % {"number": number(many, self._language)}
