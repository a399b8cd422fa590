"""Boards of tracks: who stands where, and moving one or several along."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError, MusterError
from muster.base.ids import parse_integer
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import Words, marked, words_of
from muster.features import catalog, reviews, tracks
from muster.features.catalog import Activity, Kind, UnknownActivityError
from muster.features.members import Session
from muster.features.reviews import Board, StageLine
from muster.features.tracks import Decision, Verdict

_MOST = 50
"""People who are moved at once; more would not fit into the way back."""
_MOST_TRACKS = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form that moves people of a track along, and what is wrong with it."""

    track: Activity
    fields: Fields
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Moved:
    """What became of everybody who was to be moved along."""

    decision: Decision
    done: Sequence[str]
    refused: Sequence[MusterError]


class Boards:
    """The boards of all tracks."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def list(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/tracks``."""
        database, organization = self._services.database, session.organization.id
        found = await catalog.list_activities(
            database, organization, Kind.TRACK, None, _MOST_TRACKS
        )
        return self._desk.show(
            request,
            session,
            "reviewing/tracks.html",
            tracks=found,
            waiting=await reviews.count_waiting(database, organization),
        )

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/tracks/KEY``."""
        track = await self._track(request, session)
        return self._desk.show(
            request,
            session,
            "reviewing/board.html",
            track=track,
            board=await self._board(session, track),
        )

    async def ask(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/decide``: asks for a reason, where no script opens a dialog."""
        fields = of_query(request)
        track = await self._track(request, session)
        return await self._ask(request, session, _Asked(track, fields))

    async def decide(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/decide``: moves everybody who was chosen, each by itself."""
        fields = await read_fields(request)
        track = await self._track(request, session)
        decision = _decision(fields)
        reason = " ".join(fields.get("reason").split()) or None
        done: list[str] = []
        refused: list[MusterError] = []
        for chosen in fields.all("who")[:_MOST]:
            name, _, stage = chosen.partition(":")
            try:
                await self._move(session, Verdict(name, decision, parse_integer(stage), reason))
                done.append(chosen)
            except InvalidError as error:
                return await self._ask(request, session, _Asked(track, fields, error.message))
            except MusterError as error:
                refused.append(error)
        toast = _told(words_of(request, session), track, _Moved(decision, done, refused))
        return self._desk.redirect(f"/console/reviews/tracks/{track.key}", toast)

    async def undo(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/undo``: takes back what was just decided about several."""
        fields = await read_fields(request)
        track = await self._track(request, session)
        undone, kept = 0, 0
        for chosen in fields.get("who").split()[:_MOST]:
            name, _, stage = chosen.partition(":")
            try:
                await tracks.take_back(
                    self._services.database,
                    session.organization.id,
                    name,
                    parse_integer(stage) or 0,
                    actor=session.actor,
                    clock=self._services.clock,
                )
                undone += 1
            except MusterError:
                kept += 1
        _ = words_of(request, session)
        text = _.ngettext(
            "%(num)s decision was taken back.", "%(num)s decisions were taken back.", undone
        )
        if kept:
            more = _.ngettext(
                "%(num)s person has gone on already.", "%(num)s people have gone on already.", kept
            )
            text = f"{text} {more}"
        toast = Toast(text, tone="warn" if kept else "good")
        return self._desk.redirect(f"/console/reviews/tracks/{track.key}", toast)

    async def _ask(
        self,
        request: Request,
        session: Session,
        asked: _Asked,
    ) -> Response:
        track, fields = asked.track, asked.fields
        chosen = fields.all("who")[:_MOST]
        people = _by_name(await self._board(session, track))
        return self._desk.show(
            request,
            session,
            "reviewing/decide.html",
            status=422 if asked.error else 200,
            track=track,
            decision=_decision(fields),
            chosen=chosen,
            people=[people[one] for one in chosen if one in people],
            reason=fields.get("reason"),
            error=asked.error,
        )

    async def _move(self, session: Session, verdict: Verdict) -> None:
        await tracks.decide(
            self._services.database,
            session.organization.id,
            verdict,
            actor=session.actor,
            clock=self._services.clock,
        )

    async def _track(self, request: Request, session: Session) -> Activity:
        track = await catalog.get(
            self._services.database, session.organization.id, request.path_params["key"]
        )
        if track.kind is not Kind.TRACK:
            raise UnknownActivityError
        return track

    async def _board(self, session: Session, track: Activity) -> Board:
        return await reviews.read_board(
            self._services.database,
            session.organization.id,
            track,
            session.member,
            self._services.clock,
        )


def _by_name(board: Board) -> dict[str, StageLine]:
    columns = (*board.columns, board.through, board.rejected)
    return {f"{card.typeid}:{card.stage}": card for column in columns for card in column.cards}


def _decision(fields: Fields) -> Decision:
    word = fields.get("decision")
    if word not in set(Decision):
        raise InvalidError(marked("Choose what to decide"), field="decision")
    return Decision(word)


def _told(_: Words, track: Activity, moved: _Moved) -> Toast:
    """Say how many were moved, and why others were not."""
    done, refused = moved.done, moved.refused
    if moved.decision is Decision.ADVANCE:
        text = _.ngettext(
            "%(num)s person was advanced.", "%(num)s people were advanced.", len(done)
        )
    else:
        text = _.ngettext(
            "%(num)s person was rejected.", "%(num)s people were rejected.", len(done)
        )
    if refused:
        text = f"{text} {_.why(refused[0])}"
    path = f"/console/reviews/tracks/{track.key}/undo"
    undo = Undo(path, {"who": " ".join(done)}) if done else None
    return Toast(text, undo, "warn" if refused else "good")
