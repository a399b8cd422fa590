"""Sentences about what was done to many: how many, and why not the others."""

from muster.edges.console.words import Words, marked, marked_plural
from muster.features.invitations import Together
from muster.features.lists import Errand, Verb

_DONE = {
    Verb.RESEND: marked_plural(
        "%(num)s letter is on its way.", "%(num)s letters are on their way."
    ),
    Verb.EXTEND: marked_plural(
        "%(num)s invitation was extended.", "%(num)s invitations were extended."
    ),
    Verb.REVOKE: marked_plural(
        "%(num)s invitation was revoked.", "%(num)s invitations were revoked."
    ),
    Verb.REVIVE: marked_plural(
        "%(num)s invitation is valid again.", "%(num)s invitations are valid again."
    ),
    Verb.RESTORE: marked_plural(
        "The end of %(num)s invitation was put back.",
        "The ends of %(num)s invitations were put back.",
    ),
}
_NOT = {
    Together.FINISHED: marked_plural(
        "%(num)s was completed before.", "%(num)s were completed before."
    ),
    Together.REVOKED: marked_plural("%(num)s was revoked before.", "%(num)s were revoked before."),
    Together.EXPIRED: marked_plural(
        "The time of %(num)s has passed; extend it first.",
        "The time of %(num)s has passed; extend them first.",
    ),
    Together.SAME: marked_plural("%(num)s was so already.", "%(num)s were so already."),
    Together.LATER: marked_plural("%(num)s ends later already.", "%(num)s end later already."),
    Together.EARLY: marked_plural(
        "%(num)s would end before it opens.", "%(num)s would end before they open."
    ),
    Together.STAGE: marked_plural(
        "%(num)s is a stage of a track.", "%(num)s are stages of tracks."
    ),
    Together.SUPPRESSED: marked_plural(
        "The address of %(num)s is suppressed.", "The addresses of %(num)s are suppressed."
    ),
    Together.GONE: marked_plural("%(num)s is gone.", "%(num)s are gone."),
}
_WHY = {
    Together.FINISHED: marked("Completed"),
    Together.REVOKED: marked("Revoked"),
    Together.EXPIRED: marked("Its time has passed"),
    Together.SAME: marked("It was so already"),
    Together.LATER: marked("It ends later already"),
    Together.EARLY: marked("It would end before it opens"),
    Together.STAGE: marked("A stage of a track"),
    Together.SUPPRESSED: marked("Address suppressed"),
    Together.GONE: marked("Gone"),
}


class Outcomes:
    """Writes about errands in the reader's language."""

    def __init__(self, words: Words) -> None:
        """Take the reader's language."""
        self._words = words

    def sentences(self, errand: Errand) -> list[str]:
        """Return a sentence about those to whom it was done, and one for each reason why not."""
        sentences = [self._words.ngettext(*_DONE[errand.verb], errand.done)]
        for outcome, texts in _NOT.items():
            if many := errand.outcomes.get(outcome, 0):
                sentences.append(self._words.ngettext(*texts, many))
        return sentences

    def why(self, outcome: Together) -> str:
        """Return why nothing was done to somebody."""
        return self._words(_WHY[outcome])
