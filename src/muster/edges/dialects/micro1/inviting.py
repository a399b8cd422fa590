"""``POST /interview/invite``: candidates to an interview, or the letter to one of them again."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from muster.base.addresses import AddressError, parse_address
from muster.edges.dialects.micro1.envelope import read_object, respond
from muster.edges.dialects.micro1.reading import Entry, read_wish
from muster.edges.dialects.surface import (
    Mail,
    UnknownActivityError,
    Wanted,
    find_activities,
    headers_of,
    mail_of,
    reasons,
    repeat_of,
)
from muster.edges.services import Services
from muster.features import candidates, jobs
from muster.features.candidates import UnknownCandidateError
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import Call, Guest, Invited
from muster.features.jobs import Applicant, UnknownApplicantError
from muster.features.organizations import Caller

PATH = "/interview/invite"
_INTERVIEW = Wanted(Dialect.MICRO1, Kind.INTERVIEW, "interview_id")


async def invite(services: Services, caller: Caller, request: Request) -> Response:
    """Answer the call; an applicant whom it names is invited and remembered as such."""
    body = await read_object(request)
    wish = read_wish(body)
    activities = await find_activities(services, caller, [wish.interview], _INTERVIEW)
    if activities[0].archived_at is not None:
        raise UnknownActivityError("interview_id: this interview was deleted", field="interview_id")
    entries = wish.entries
    if wish.candidate is not None:
        entries += (await _known(services, caller, wish.candidate),)
    applicant = None
    if wish.applicant is not None:
        applicant, applied = await _applied(services, caller, wish.applicant, entries)
        entries += applied
    call = Call(
        activities=activities,
        guests=tuple(entry.guest for entry in entries),
        send=wish.send,
        actor=caller.actor,
        repeat=repeat_of(request, PATH, body),
    )
    invited = await services.invite(caller.organization, call)
    if applicant is not None:
        await _remember(services, caller, applicant, invited)
    mail = mail_of(services, invited, asked=wish.send)
    good, bad = _sort(services, caller, entries, invited)
    envelope = {
        "status": bool(good),
        "message": _message(good, bad, mail),
        "data": {"invitations": good, **({"errors": bad} if bad else {})},
    }
    status = HTTPStatus.OK if good else HTTPStatus.BAD_REQUEST
    return respond(envelope, status, headers_of(invited, mail))


async def _known(services: Services, caller: Caller, reference: str) -> Entry:
    """Return the candidate whom ``candidate_id`` names, as one more row of the call."""
    try:
        known = await candidates.get(services.database, caller.organization.id, reference)
    except UnknownCandidateError:
        return Entry.faulty(None, "candidate_id: there is no candidate with this id")
    return Entry(Guest(known.address, known.name), None)


async def _applied(
    services: Services, caller: Caller, reference: str, entries: tuple[Entry, ...]
) -> tuple[Applicant | None, tuple[Entry, ...]]:
    """Return whom ``job_application_id`` names; as one more row, unless they have one already."""
    try:
        applicant = await jobs.find_applicant(services.database, caller.organization.id, reference)
    except UnknownApplicantError:
        fault = "job_application_id: there is no application with this id"
        return None, (Entry.faulty(None, fault),)
    key = _address_key(applicant.address)
    if any(_address_key(entry.guest.email) == key for entry in entries):
        return applicant, ()
    return applicant, (Entry(Guest(applicant.address, applicant.name), None),)


def _address_key(address: str) -> str | None:
    try:
        return parse_address(address).key
    except AddressError:
        return None


async def _remember(
    services: Services, caller: Caller, applicant: Applicant, invited: Invited
) -> None:
    """Put the applicant and their invitation together; a repetition of the call does it, too."""
    key = _address_key(applicant.address)
    for row in invited.rows:
        if row.candidate and row.invitation and row.candidate.address_key == key:
            await jobs.note_invited(
                services.database,
                caller.organization.id,
                applicant.id,
                row.invitation.id,
                actor=caller.actor,
                clock=services.clock,
            )
            return


def _sort(
    services: Services, caller: Caller, entries: tuple[Entry, ...], invited: Invited
) -> tuple[list[dict[str, str]], list[dict[str, int | str]]]:
    """Return the vendor's rows of the good and our own rows of the refused."""
    good: list[dict[str, str]] = []
    bad: list[dict[str, int | str]] = []
    for entry, row in zip(entries, invited.rows, strict=True):
        if row.candidate is None or row.invitation is None:
            message = entry.fault or reasons(row)
            place = {} if entry.index is None else {"index": entry.index}
            bad.append({**place, "message": message})
            continue
        good.append(
            {
                "candidate_id": str(row.candidate.uid),
                "candidate_email": row.candidate.address,
                "invite_url": services.links.url(row.invitation.claim(caller.organization.id)),
            }
        )
    return good, bad


_DONE = {
    # NONE: none was asked for, or nobody needs one.
    Mail.NONE: "Invitations created successfully",
    Mail.WAITING: "Invitations created; their mail waits, because no relay is configured",
    Mail.FAILED: "Invitations created; mail to an address among them was refused",
}


def _message(good: Sequence[object], bad: Sequence[object], mail: Mail) -> str:
    if not good:
        return "No candidate could be invited, see data.errors"
    done = _DONE.get(mail, "Invitations sent successfully")
    return f"{done}; {len(bad)} refused, see data.errors" if bad else done
