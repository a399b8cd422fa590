"""When candidates are reminded, and what asking for more time leads to, drawn for one invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.features import invitations, organizations
from muster.features.members import Right, Session
from muster.features.organizations import (
    MOST_REMINDERS,
    MoreTime,
    MoreTimeRule,
    Organization,
    Profile,
    Reminding,
)

PATH = "/console/settings/reminders"
_ROWS = 3
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the way of a sample invitation: invited, reminder, end; ``place`` in percent."""

    what: str
    at: datetime
    place: float
    number: int = 0


class ReminderPages:
    """The page of the rules about candidates' time."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/reminders``; rules in the query are only drawn."""
        fields = of_query(request)
        typed = fields if fields.has("most") else _typed(session.organization)
        return self._page(request, session, typed, {})

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/reminders``."""
        fields, services = await read_fields(request), self._desk.services
        before = session.organization
        try:
            wanted, more_time = _reminding(fields), _more_time(fields)
            after = await organizations.choose_reminding(
                services.database, before.id, wanted, actor=session.actor, clock=services.clock
            )
            after = await organizations.change_profile(
                services.database,
                before.id,
                Profile(more_time=more_time),
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            wrong = {_part(error.field or ""): error}
            return self._page(request, session, fields, wrong, status=422)
        _ = words_of(request, session)
        if (after.reminding, after.more_time) == (before.reminding, before.more_time):
            return self._desk.redirect(PATH, Toast(_("Nothing was changed.")))
        undo = Undo(PATH, _flat(before))
        said = _("The rules were saved; they hold for reminders that are still to come.")
        return self._desk.redirect(PATH, Toast(said, undo))

    def _page(
        self,
        request: Request,
        session: Session,
        typed: Fields,
        wrong: Mapping[str, InvalidError],
        *,
        status: int = 200,
    ) -> Response:
        return self._desk.show(
            request,
            session,
            "settings/reminders.html",
            status=status,
            typed=typed,
            rows=_rows(typed),
            wrong=wrong,
            moments=self._moments(session.organization, typed),
            most=MOST_REMINDERS,
            rule=session.organization.reminding,
            more_time=session.organization.more_time,
            manages=session.may(Right.MANAGE),
        )

    def _moments(self, organization: Organization, typed: Fields) -> list[Moment]:
        """Return the way of an invitation of now, or nothing while the rule makes no sense."""
        begin = self._desk.services.clock.now()
        end = begin + organization.window_days * _DAY
        try:
            rule = _reminding(typed).checked()
        except InvalidError:
            return []
        reminders = invitations.foresee_reminders(rule, organization.time_zone, begin, end)
        return [
            Moment("invited", begin, 0.0),
            *(
                Moment("reminder", one, 100 * ((one - begin) / (end - begin)), number)
                for number, one in enumerate(reminders, 1)
            ),
            Moment("end", end, 100.0),
        ]


def _reminding(fields: Fields) -> Reminding:
    return Reminding(
        before=tuple(_before(fields)),
        most=fields.number("most") or 0,
        quiet_from=fields.number("quiet_from") or 0,
        quiet_until=fields.number("quiet_until") or 0,
    )


def _before(fields: Fields) -> list[timedelta]:
    found = []
    for place in range(MOST_REMINDERS):
        number = fields.number(f"before_{place}")
        if number is not None:
            # More than a year is refused where the rule is checked, in days or hours alike.
            unit = _HOUR if fields.get(f"unit_{place}") == "hours" else _DAY
            found.append(min(number, 100_000) * unit)
    return found


def _more_time(fields: Fields) -> MoreTimeRule:
    wanted = fields.get("more_time")
    if wanted not in {mode.value for mode in MoreTime}:
        raise InvalidError(marked("Choose what happens"), field="more_time")
    if wanted != MoreTime.GRANT:
        return MoreTimeRule(MoreTime(wanted))
    return organizations.parse_more_time(f"grant:{fields.number('more_time_days') or 0}d")


def _part(field: str) -> str:
    """Return the part of the form that a field belongs to."""
    parts = ("most", "quiet", "more_time")
    return next((part for part in parts if field.startswith(part)), "before")


def _rows(typed: Fields) -> list[tuple[str, str]]:
    """Return number and unit of each reminder, and rows to write more."""
    rows = [
        (typed.get(f"before_{place}"), typed.get(f"unit_{place}", "days"))
        for place in range(MOST_REMINDERS)
    ]
    used = 1 + max((place for place, (number, _) in enumerate(rows) if number), default=-1)
    return rows[: min(max(used + 1, _ROWS), MOST_REMINDERS)]


def _flat(organization: Organization) -> dict[str, str]:
    """Return the rules as the form would send them."""
    rule, more = organization.reminding, organization.more_time
    typed = {
        "most": str(rule.most),
        "quiet_from": str(rule.quiet_from),
        "quiet_until": str(rule.quiet_until),
        "more_time": more.mode.value,
        "more_time_days": str(more.days),
    }
    for place, one in enumerate(rule.before):
        whole = one % _DAY == timedelta()
        typed[f"before_{place}"] = str(one // (_DAY if whole else _HOUR))
        typed[f"unit_{place}"] = "days" if whole else "hours"
    return typed


def _typed(organization: Organization) -> Fields:
    return Fields({name: [value] for name, value in _flat(organization).items()})
