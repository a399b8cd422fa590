"""What pages of members say about a field that is wrong."""

from starlette.requests import Request

from muster.base.addresses import AddressError
from muster.base.errors import MusterError
from muster.edges.console.words import words_of


def said(request: Request, error: MusterError) -> str:
    """Return what is wrong, in words for whoever typed it."""
    if isinstance(error, AddressError):
        _ = words_of(request, None)
        return _("Type a whole mail address, such as ana@example.com")
    return error.message
