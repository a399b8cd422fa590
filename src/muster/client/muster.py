"""The client itself: one object for one organization of one Muster."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from muster.client.errors import RefusedError
from muster.client.shapes import (
    Activity,
    Candidate,
    Event,
    Invitation,
    Person,
    Progress,
    Report,
    Row,
    wire,
)
from muster.client.transport import Ask, Transport, connect

Shape = TypeVar("Shape")
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Batches:
    """How many people are sent at once, and who hears how far the call is.

    ``key`` names the whole call: whoever makes it again with the same key and the same people,
    say after a crash, within seven days, gets the same answers and writes no second letter.
    """

    size: int = 500
    key: str | None = None
    on_progress: Callable[[Progress], None] = lambda _: None


class Muster:
    """What a key may do with the native API; a context manager, and good for one thread.

    Requests that change nothing when repeated are tried again by themselves, and inviting is one
    of them: each batch carries an ``Idempotency-Key``.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 30.0,
        tries: int = 5,
        client: httpx2.Client | None = None,
    ) -> None:
        """Take the address of the server, ``https://HOST``, and an API key.

        ``timeout`` is in seconds, ``tries`` counts the first one; ``client`` replaces the HTTP
        client, and then carries address and key itself.
        """
        self._client = client or connect(url, key, timeout)
        self._transport = Transport(self._client, tries, time.sleep)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # Inviting

    def invite(self, activity: str, person: Person, **options: Any) -> Row:
        """Invite one person and return what became of it; ``options`` as of ``invite_many``.

        Raises:
            RefusedError: the person cannot be invited.
            ApiError: the call is refused, for example because there is no such activity.
            NotReachedError: the server gave no answer.
        """
        (row,) = self.invite_many(activity, [person], **options)
        if row.invitation is None:
            raise RefusedError(row.faults)
        return row

    def invite_many(
        self,
        activity: str,
        people: Iterable[Person],
        *,
        batches: Batches = Batches(),
        **options: Any,
    ) -> Iterator[Row]:
        """Invite people in batches; yield a row for each, in their order, as answers come in.

        ``options`` are ``send`` (mail the link, default), ``opens_at``, ``expires_at`` and
        ``on_completed`` ("return" or "new_attempt"). Nobody is invited twice by repeating it.

        Raises:
            ApiError: a batch is refused as a whole; those before it are done.
            NotReachedError: the server gave no answer; with ``batches.key`` it can be repeated.
        """
        total = len(people) if isinstance(people, Sized) else None
        common = {"activity": activity} | {name: wire(value) for name, value in options.items()}
        call = batches.key or uuid.uuid4().hex
        done = refused = 0
        for number, batch in enumerate(_batches(people, batches.size)):
            body = common | {"candidates": [person.to_json() for person in batch]}
            rows = self._invite(body, f"{call}-{number}", done)
            done += len(rows)
            refused += sum(row.invitation is None for row in rows)
            batches.on_progress(Progress(done, refused, total))
            yield from rows

    def _invite(self, body: Mapping[str, Any], key: str, first: int) -> list[Row]:
        ask = Ask(
            "POST", "/v1/invitations", body=body, headers={"Idempotency-Key": key}, again=True
        )
        return [Row.of(row, first) for row in self._transport.send(ask).json()["data"]]

    # Following

    def activities(self, **filters: Any) -> Iterator[Activity]:
        """Yield activities."""
        return self._all("/v1/activities", Activity.of, filters)

    def invitations(self, **filters: Any) -> Iterator[Invitation]:
        """Yield invitations, newest first.

        ``filters`` are ``state``, ``activity``, ``candidate``, ``email``, ``external_id``,
        ``stages``.
        """
        return self._all("/v1/invitations", Invitation.of, filters)

    def candidates(self, **filters: Any) -> Iterator[Candidate]:
        """Yield candidates, newest first."""
        return self._all("/v1/candidates", Candidate.of, filters)

    def reports(self, **filters: Any) -> Iterator[Report]:
        """Yield reports, newest first; ``filters`` as docs/reports.md has them."""
        return self._all("/v1/reports", Report.of, filters)

    def events(self, after: int = 0) -> Iterator[Event]:
        """Yield what happened after a sequence number, in order, up to now.

        Remember the last ``sequence`` and begin there the next time: nothing is missed.
        """
        while True:
            params = {"after": after, "limit": _ROWS}
            rows = self._get("/v1/events", params)["data"]
            for row in rows:
                event = Event.of(row)
                after = event.sequence
                yield event
            if not rows:
                return

    def invitation(self, invitation: str) -> Invitation:
        """Return an invitation by its id; ``raw`` has its letters with every try.

        Raises:
            ApiError: there is no such invitation.
        """
        return Invitation.of(self._get(f"/v1/invitations/{invitation}"))

    def report(self, report: str) -> Report:
        """Return a report by its id or that of its attempt.

        Raises:
            ApiError: there is no such report.
        """
        return Report.of(self._get(f"/v1/reports/{report}"))

    def report_pdf(self, report: str) -> bytes:
        """Return a report as a PDF.

        Raises:
            ApiError: there is no such report.
        """
        return self._transport.send(Ask("GET", f"/v1/reports/{report}/pdf")).content

    # Changing one's mind

    def extend(self, invitation: str, expires_at: datetime | str) -> Invitation:
        """Give an invitation a later end; an expired one is pending again.

        Raises:
            ApiError: it is completed, or the end is not later.
        """
        ask = Ask(
            "PATCH",
            f"/v1/invitations/{invitation}",
            body={"expires_at": wire(expires_at)},
            again=True,
        )
        return Invitation.of(self._transport.send(ask).json())

    def resend(self, invitation: str) -> Invitation:
        """Send the letter again; the link stays the same.

        Raises:
            ApiError: it is revoked, expired or completed.
        """
        return self._post(invitation, "resend", again=False)

    def rotate(self, invitation: str) -> Invitation:
        """Make the link void and return a new one.

        Raises:
            ApiError: it is revoked or completed.
        """
        return self._post(invitation, "rotate", again=False)

    def revoke(self, invitation: str) -> Invitation:
        """Take an invitation back; twice is once.

        Raises:
            ApiError: it is completed.
        """
        return self._post(invitation, "revoke", again=True)

    def _post(self, invitation: str, verb: str, *, again: bool) -> Invitation:
        ask = Ask("POST", f"/v1/invitations/{invitation}/{verb}", again=again)
        return Invitation.of(self._transport.send(ask).json())

    # Reading

    def _all(
        self, path: str, read: Callable[[Mapping[str, Any]], Shape], filters: Mapping[str, Any]
    ) -> Iterator[Shape]:
        params = {name: wire(value) for name, value in filters.items() if value is not None}
        params["limit"] = _ROWS
        while True:
            page = self._get(path, params)
            yield from (read(row) for row in page["data"])
            if page["next_cursor"] is None:
                return
            params["cursor"] = page["next_cursor"]

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        return self._transport.send(Ask("GET", path, params=params)).json()


def _batches(people: Iterable[Person], size: int) -> Iterator[list[Person]]:
    left = iter(people)
    while batch := list(islice(left, size)):
        yield batch
