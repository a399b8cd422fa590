"""The reader's language: which one it is, and its sentences where no template writes them.

Sentences are msgids of ``locale/LANGUAGE.po``, said in Python as in templates::

    _ = words_of(request, session)
    _("%(name)s was removed.", name=member.name)
    _.ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", letters)

Those that stand in tables or errors are ``marked`` there, and said later.
"""

from functools import lru_cache

from starlette.requests import Request

from muster.base.addresses import AddressError
from muster.base.errors import MusterError
from muster.base.language import accepted, catalogue, choose, spoken
from muster.edges.console.wording import number
from muster.features.members import Session

PACKAGE = "muster.edges.console"


class Words:
    """The sentences of a language."""

    def __init__(self, language: str) -> None:
        """Take a language of the console."""
        self.language = language
        self._catalogue = catalogue(PACKAGE, language)

    def __call__(self, sentence: str, /, **parts: object) -> str:
        """Return a sentence, filled; without parts it may be any text, and is not filled."""
        said = self._catalogue.gettext(sentence)
        return said % parts if parts else said

    def why(self, error: MusterError) -> str:
        """Return what is wrong, for whoever typed it."""
        if isinstance(error, AddressError):
            return self(marked("Type a whole mail address, such as ana@example.com"))
        return self(error.message)

    def ngettext(self, one: str, many: str, count: int, /, **parts: object) -> str:
        """Return the sentence for a number, filled; it stands in it as ``num``."""
        said = self._catalogue.ngettext(one, many, count)
        return said % {"num": number(count, self.language), **parts}


def words_of(request: Request, session: Session | None) -> Words:
    """Return the sentences of the reader's language."""
    return _words(language_of(request, session))


def language_of(request: Request, session: Session | None) -> str:
    """Return the language of a page: the member's, the browser's, the organization's.

    It is one that the console has a catalogue for.
    """
    wishes = [session.member.locale if session else None]
    wishes += accepted(request.headers.get("accept-language", ""))
    wishes.append(session.organization.locale if session else None)
    return choose(wishes, spoken(PACKAGE))


def marked(sentence: str) -> str:
    """Return a sentence as it is, for somebody who says it later in the reader's language."""
    return sentence


def marked_plural(one: str, many: str) -> tuple[str, str]:
    """Return both forms of a sentence about a number, likewise."""
    return one, many


@lru_cache(maxsize=8)
def _words(language: str) -> Words:
    return Words(language)
