"""Saved views: a list with its filters under a name, of a member or of all."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from muster.base.errors import InvalidError, NotFoundError
from muster.base.folding import fold
from muster.base.ids import to_typeid

VIEW_PREFIX = "view"
LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST_VIEWS = 50
KEPT_REMOVED = timedelta(days=1)
"""For so long a view that was removed can be put back; then it is deleted."""
SEARCH = "q"
"""The filter that has the words of a search."""


class UnknownViewError(NotFoundError):
    """There is no such view."""

    code = "unknown_view"


class TooManyViewsError(InvalidError):
    """There are 50 views already; remove one that nobody needs."""

    code = "too_many_views"


class ListKind(StrEnum):
    """Which list a view is of."""

    INVITATIONS = "invitations"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class View:
    """A saved view. ``query`` has the filters as the list's address has them."""

    id: int
    uid: UUID
    list: ListKind
    name: str
    query: str
    shared: bool
    own: bool
    """The member who asks saved it; others' can be used and not changed."""
    first: bool
    """It is what the member who asks sees first."""

    @property
    def typeid(self) -> str:
        """Return the name in addresses: ``view_…``."""
        return to_typeid(VIEW_PREFIX, self.uid)


@dataclass(frozen=True, slots=True)
class NewView:
    """A view to save, or what one shall be from now on."""

    name: str
    query: str
    shared: bool = False
    first: bool = False


def without_search(query: str, folded: str) -> str:
    """Return filters without a search that finds whoever is ``folded``, as candidates are.

    A search finds whoever has all its words somewhere in name and address.
    """
    filters = parse_qsl(query, keep_blank_values=True)
    left = [(name, text) for name, text in filters if name != SEARCH or not _finds(text, folded)]
    return query if left == filters else urlencode(left)


def _finds(words: str, folded: str) -> bool:
    return all(word in folded for word in fold(words).split())
