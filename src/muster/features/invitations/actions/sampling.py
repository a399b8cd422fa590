"""Sending somebody of the house the letter that candidates would get."""

from dataclasses import asdict, replace
from datetime import timedelta

from muster.base.clock import Clock
from muster.features import delivery, journal
from muster.features.catalog import Activity
from muster.features.delivery import Draft, Queued, Words
from muster.features.invitations.samples import sample_letter
from muster.features.members import Member
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database

TEST = "test"
"""Kind of the message; its reference is the member."""
_SOON = timedelta(hours=1)


async def words_of_letter(
    database: Database, organization: int, kind: str, language: str
) -> Words | None:
    """Return the organization's own words for a kind of letter in a language; None means ours."""
    for text in await delivery.texts_in_use(database, organization):
        if (text.words.kind, text.words.language) == (kind, language):
            return text.words
    return None


async def send_sample(
    database: Database,
    organization: Organization,
    activity: Activity,
    to: tuple[Member, str],
    clock: Clock,
) -> Queued:
    """Queue the letter about an activity in a language to a member, marked as a test.

    Its link opens nothing.
    """
    member, language = to
    person = (member.shown_name, member.email)
    draft = sample_letter(organization, activity, person, language, clock.now())
    words = await words_of_letter(database, organization.id, draft.kind, language)
    return await send_test(database, organization.id, member, draft, words, clock)


async def send_test(
    database: Database,
    organization: int,
    member: Member,
    letter: Draft,
    words: Words | None,
    clock: Clock,
) -> Queued:
    """Queue a letter in these words, or in ours, to a member, marked as a test."""
    test = replace(
        letter,
        kind=TEST,
        reference=member.id,
        recipient=member.email,
        recipient_key=member.email.lower(),
        variables={**letter.variables, "words": words and asdict(words)},
        send_before=clock.now() + _SOON,
    )

    async def work(connection: Connection) -> Queued:
        return await _send(connection, organization, member, test, clock)

    return await database.run(organization, work)


async def _send(
    connection: Connection, organization: int, member: Member, draft: Draft, clock: Clock
) -> Queued:
    now = clock.now()
    (queued,) = await delivery.enqueue(connection, organization, [draft], now=now)
    fact = journal.Fact("member.tried_letter", "member", member.id, {"message_id": queued.id})
    await journal.record(connection, organization, [fact], actor=member.actor, now=now)
    return queued
