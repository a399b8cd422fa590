"""How people are to be invited, as forms say it."""

from datetime import datetime

from muster.base.errors import InvalidError
from muster.base.language import LANGUAGES
from muster.base.zones import parse_local
from muster.edges.console.forms import Fields
from muster.edges.console.words import marked
from muster.features.intake import Options
from muster.features.invitations import OnCompleted

_LONGEST = 3650
_FIELDS = {"expires_at": "ends", "opens_at": "opens", "begin_at": "begin"}


def options_of(fields: Fields, zone: str) -> Options:
    """Return what a form says; times are those of the organization's zone.

    Raises:
        InvalidError: something cannot be read; its field is the form's.
    """
    window = fields.get("window")
    letters = fields.get("letters", "now")
    language = fields.get("language")
    return Options(
        days=_days(fields) if window == "days" else None,
        expires_at=_moment(fields, "ends", zone, needed=True) if window == "date" else None,
        opens_at=_moment(fields, "opens", zone),
        locale=language if language in LANGUAGES else None,
        remind=fields.get("reminders") != "none",
        on_completed=OnCompleted.NEW_ATTEMPT
        if fields.get("completed") == "new_attempt"
        else OnCompleted.RETURN,
        skip_known=fields.get("known") == "skip",
        send=letters != "none",
        together=fields.get("together", "yes") == "yes",
        begin_at=_moment(fields, "begin", zone, needed=True) if letters == "later" else None,
    )


def field_of(error: InvalidError) -> str:
    """Return the form's own field that an error is about."""
    return _FIELDS.get(error.field or "", error.field or "")


def _days(fields: Fields) -> int:
    days = fields.number("days")
    if days is None or not 1 <= days <= _LONGEST:
        raise InvalidError(marked("Say 1 to 3,650 days"), field="days")
    return days


def _moment(fields: Fields, name: str, zone: str, *, needed: bool = False) -> datetime | None:
    text = fields.get(name)
    if not text:
        if needed:
            raise InvalidError(marked("Say a day and a time"), field=name)
        return None
    try:
        return parse_local(text, zone, field=name)
    except InvalidError as error:
        message = error.message.removeprefix(f"{name} ")
        raise InvalidError(message[:1].upper() + message[1:], field=name) from error
