"""What the next page says about what was just done, once, and how it is taken back.

It travels in a cookie of a minute, because the page that does something redirects to another.
Nothing in it is believed: it is text on a page, and a path of ours for a form.
"""

import base64
import json
from dataclasses import asdict, dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.guards import ConsoleCookie

_SECONDS = 60
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that takes back what was done: a path below ``/console/`` and its fields."""

    path: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toast:
    """A sentence about what was just done; ``tone`` is good or warn."""

    text: str
    undo: Undo | None = None
    tone: str = "good"


def write(response: Response, toast: Toast, *, secure: bool) -> None:
    """Let the next page say it; one that is too long for a cookie loses its way back."""
    packed = _pack(toast)
    if len(packed) > _LONGEST:
        packed = _pack(Toast(toast.text[:500], None, toast.tone))
    response.set_cookie(
        _name(secure=secure),
        packed,
        max_age=_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def read(request: Request, *, secure: bool) -> Toast | None:
    """Return what the last page left, or None, also for what we did not write."""
    packed = request.cookies.get(_name(secure=secure))
    if not packed:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(packed))
        undo = Undo(**found["undo"]) if found["undo"] else None
        toast = Toast(str(found["text"]), undo, str(found["tone"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    ours = undo is None or (
        str(undo.path).startswith("/console/") and isinstance(undo.fields, dict)
    )
    return toast if ours and toast.tone in {"good", "warn"} else None


def clear(response: Response, *, secure: bool) -> None:
    """Say it no second time."""
    response.delete_cookie(
        _name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def _name(*, secure: bool) -> str:
    """Return the cookie's name; ``__Host-`` keeps other hosts of a domain from planting one."""
    return ConsoleCookie(secure=secure, word="toast").name


def _pack(toast: Toast) -> str:
    return base64.urlsafe_b64encode(json.dumps(asdict(toast)).encode()).decode()
