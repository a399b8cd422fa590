"""Correcting a candidate: another address makes every earlier link void, and letters follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from muster.base.addresses import Address, parse_address
from muster.base.clock import Clock
from muster.base.text import clean_line
from muster.features import candidates, delivery, journal
from muster.features.candidates import Candidate, Person
from muster.features.catalog import Kind
from muster.features.invitations import children, letters
from muster.features.invitations.deciding import raise_link_version
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.store import correcting, reading, writing
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right about a candidate; None keeps what there is.

    ``resend``: write the letters of all invitations that are open anew.
    """

    email: str | None = None
    name: str | None = None
    resend: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """A candidate as it is now, and the letters that are on their way to it."""

    candidate: Candidate
    letters: tuple[tuple[Invitation, delivery.Queued], ...] = ()


@dataclass(frozen=True, slots=True)
class _Scene:
    organization: Organization
    before: Candidate
    after: Candidate
    now: datetime

    @property
    def moved(self) -> bool:
        """Tell whether the address is another one, and not only spelt in another way."""
        return self.before.address_key != self.after.address_key

    def facts(self) -> list[journal.Fact]:
        """Return what the journal is told of the candidate: which values, and none of them."""
        changed = [
            name
            for name in ("address", "name")
            if getattr(self.before, name) != getattr(self.after, name)
        ]
        if not changed:
            return []
        return [journal.Fact("candidate.changed", "candidate", self.after.id, {"changed": changed})]


async def correct_candidate(
    database: Database,
    organization: Organization,
    reference: str,
    correction: Correction,
    *,
    actor: str,
    clock: Clock,
) -> Corrected:
    """Correct a candidate's address or name; an attempt that runs goes on.

    With another address every link that was ever sent becomes void at once, and so do the
    sessions that it opened: whoever got the letters until now may be somebody else. Letters that
    wait go to the new address with new links.

    Raises:
        UnknownCandidateError: there is no such candidate.
        AddressError, TextLengthError, UnsafeTextError: a value cannot be used.
        AddressTakenError: another candidate has the address.
        LinksUsedUpError: a token has no room for another version.
    """
    now = clock.now()
    address = parse_address(correction.email) if correction.email is not None else None
    name = clean_line(correction.name, field="name") if correction.name is not None else None

    async def work(connection: Connection) -> Corrected:
        found = await candidates.find(connection, organization.id, reference)
        if not await candidates.lock(connection, organization.id, found.id):
            raise candidates.UnknownCandidateError
        before = await candidates.find(connection, organization.id, str(found.id))
        person = Person(address or Address(before.address, before.address_key), name or before.name)
        after = await candidates.correct(connection, organization.id, before.id, person, now=now)
        scene = _Scene(organization, before, after, now)
        sent, facts = await _follow(connection, scene, resend=correction.resend)
        await journal.record(
            connection, organization.id, scene.facts() + facts, actor=actor, now=now
        )
        return Corrected(after, sent)

    return await database.run(organization.id, work)


async def _follow(
    connection: Connection, scene: _Scene, *, resend: bool
) -> tuple[tuple[tuple[Invitation, delivery.Queued], ...], list[journal.Fact]]:
    """Let links and letters follow; return the letters that were asked for, and facts."""
    organization = scene.organization.id
    rows = await correcting.select_of_person(connection, organization, scene.after.id)
    own = [row["id"] for row in rows if row["parent_id"] is None and row["state"] != State.REVOKED]
    views = await reading.select_by_ids(connection, organization, own)
    facts = []
    if scene.moved:
        views = [await _rotate(connection, scene, view) for view in views]
        facts = [fact_of("invitation.rotated", view.invitation) for view in views]
    waiting = await delivery.readdress_waiting(
        connection,
        organization,
        [scene.after.id, *(row["id"] for row in rows)],
        delivery.Move(
            scene.before.address_key, scene.after.address, scene.after.address_key, scene.after.name
        ),
        now=scene.now,
    )
    if scene.moved:
        await letters.refresh_waiting(connection, organization, [one.invitation for one in views])
        await letters.refresh_homes(connection, organization, [scene.after.id], now=scene.now)
    if not resend:
        return (), facts
    sent = await _resend(connection, scene, views, waiting)
    return sent, facts + [fact_of("invitation.resent", invitation) for invitation, _ in sent]


async def _rotate(connection: Connection, scene: _Scene, view: InvitationView) -> InvitationView:
    version = raise_link_version(view.invitation.link_version)
    rotated = replace(view.invitation, link_version=version, updated_at=scene.now)
    organization = scene.organization.id
    (rotated,) = await writing.update_invitations(connection, organization, [rotated], scene.now)
    if view.activity.kind is Kind.TRACK:
        await children.follow_parent(connection, organization, rotated, scene.now)
    return replace(view, invitation=rotated)


async def _resend(
    connection: Connection,
    scene: _Scene,
    views: Sequence[InvitationView],
    waiting: dict[tuple[str, int], delivery.Queued],
) -> tuple[tuple[Invitation, delivery.Queued], ...]:
    """Queue the letter of each open invitation, unless it is on its way to the new address."""
    open_ones = [view for view in views if view.invitation.can_be_mailed(scene.now)]
    sent = {
        view.invitation.id: waiting[letters.INVITATION, view.invitation.id]
        for view in open_ones
        if (letters.INVITATION, view.invitation.id) in waiting
    }
    missing = [view for view in open_ones if view.invitation.id not in sent]
    drafts = [_letter(scene, view) for view in missing]
    # What is in flight to an old address is no reason to keep quiet at the new one.
    queue = letters.queue if scene.moved or not drafts else letters.queue_once
    queued = await queue(connection, scene.organization.id, drafts, now=scene.now)
    sent |= {view.invitation.id: one for view, one in zip(missing, queued, strict=True)}
    return tuple((view.invitation, sent[view.invitation.id]) for view in open_ones)


def _letter(scene: _Scene, view: InvitationView) -> delivery.Draft:
    sheet = letters.Sheet.of(scene.organization, view.activity, bulk=False)
    return sheet.letter(scene.after, view.invitation)
