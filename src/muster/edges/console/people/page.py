"""The page of a person: who it is, what they were invited to, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.base.moments import clock
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query
from muster.edges.console.lists.results import veil_lines
from muster.edges.console.people.reading import Person, read_person, read_story
from muster.edges.console.sentences import Sentences
from muster.edges.console.words import Words, language_of, words_of
from muster.features import lists, reviews
from muster.features.invitations import InvitationView
from muster.features.lists import Line, Standing
from muster.features.members import Session
from muster.features.overview import Cursor

MOST_CARDS = 8
"""Invitations that are shown at once; those before fold away."""
SHARES = ("1", "1.25", "1.5", "2", "3")
"""Time factors that the form of accommodations offers."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A form of the page that was sent with something wrong: which, where, why, and its fields."""

    form: str
    error: InvalidError
    fields: Fields = field(default_factory=lambda: Fields({}))


class PersonPage:
    """The page of a person."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/{candidate}``."""
        return await self.answer(request, session, request.path_params["candidate"])

    async def answer(
        self, request: Request, session: Session, reference: str, wrong: Wrong | None = None
    ) -> Response:
        """Show the page, or show it again with what was wrong about one of its forms."""
        services, organization = self._desk.services, session.organization.id
        person = await read_person(services, organization, reference)
        query = of_query(request)
        view = _chosen(query.get("invitation"), person)
        cursor = _cursor_of(query.get("before"))
        entries, following = await read_story(services, organization, person, cursor, view)
        path = path_of(person)
        return self._desk.show(
            request,
            session,
            "people/person.html",
            status=200 if wrong is None else 422,
            person=person,
            candidate=person.candidate,
            here=path,
            chosen=view,
            entries=entries,
            is_first=cursor is None,
            older=following and _older(path, following, view),
            told=await Sentences.of(
                self._desk, request, session, [one.event for one in entries if one.event]
            ),
            veiled=await reviews.list_veiled(
                services.database,
                organization,
                [one.report.attempt_id for one in person.reports],
                session.member,
            ),
            name_of=name_of,
            letter_name=lambda letter: to_typeid("msg", letter.uid),
            states={
                one.invitation.id: one.invitation.state(services.clock.now()).value
                for one in person.invitations
            },
            lines=await self._lines(session, [*person.invitations, *person.stages]),
            wall=lambda moment: _wall(moment, session.organization.time_zone),
            hour=partial(
                clock,
                zone=session.organization.time_zone,
                language=language_of(request, session),
            ),
            shares=SHARES,
            most_cards=MOST_CARDS,
            wrong=wrong,
            errors=_errors_of(wrong, words_of(request, session)),
        )

    async def _lines(
        self, session: Session, views: Sequence[InvitationView]
    ) -> Mapping[int, tuple[Standing, Line]]:
        """Return where each invitation stands, as lists show it."""
        services = self._desk.services
        ids = [one.invitation.id for one in views]
        found = await lists.show_lines(services.database, session.organization.id, ids)
        now = services.clock.now()
        lines = await veil_lines(services, session, found)
        return {line.id: (line.standing(now), line) for line in lines}


def name_of(view: InvitationView) -> str:
    """Return the name of an invitation in addresses: ``inv_…``."""
    return to_typeid("inv", view.invitation.uid)


def path_of(person: Person) -> str:
    """Return where the page of a person is."""
    return f"/console/candidates/{to_typeid('cand', person.candidate.uid)}"


def _chosen(name: str, person: Person) -> InvitationView | None:
    return next((one for one in person.invitations if name_of(one) == name), None)


def _older(path: str, cursor: Cursor, view: InvitationView | None) -> str:
    query = {"before": f"{cursor.event}.{cursor.at.isoformat()}"}
    if view is not None:
        query["invitation"] = name_of(view)
    return f"{path}?{urlencode(query)}#timeline"


def _cursor_of(text: str) -> Cursor | None:
    """Return what ``_older`` wrote; anything else begins at the newest."""
    number, _, at = text.partition(".")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not (number.isascii() and number.isdecimal()) or len(number) > 18:  # noqa: PLR2004 -- fits bigint
        return None
    return Cursor(int(number), moment)


def _wall(moment: datetime, zone: str) -> str:
    """Return a moment as fields of date and time have it: the wall clock of a zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _errors_of(wrong: Wrong | None, words: Words) -> Mapping[str, str]:
    if wrong is None:
        return {}
    return {wrong.error.field or "": words.why(wrong.error)}
