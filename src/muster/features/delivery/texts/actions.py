"""Verbs of texts of letters."""

from datetime import datetime

from asyncpg import Record

from muster.base.clock import Clock
from muster.features import journal
from muster.features.delivery.texts import store
from muster.features.delivery.texts.model import LetterText, UnknownLetterTextError, Words
from muster.features.delivery.texts.trying import check_words
from muster.storage.postgres import Connection, Database, action


@action
async def texts_in_use(connection: Connection, organization: int) -> list[LetterText]:
    """Return the texts that an organization writes letters with."""
    return [_text(row) for row in await store.select_in_use(connection, organization)]


@action
async def find_text(connection: Connection, organization: int, text: int) -> LetterText:
    """Return a text, in use or not.

    Raises:
        UnknownLetterTextError: the organization has no such text.
    """
    row = await store.select_text(connection, organization, text)
    if row is None:
        raise UnknownLetterTextError
    return _text(row)


async def write_text(
    database: Database, organization: int, words: Words, *, actor: str, clock: Clock
) -> LetterText:
    """Write letters with these words from now on; what was queued before says what it said.

    Raises:
        LetterTextError: not every candidate could be sent a letter with them.
    """
    await check_words(words)
    return await _keep(database, organization, words, actor=actor, now=clock.now())


@action
async def _keep(
    connection: Connection, organization: int, words: Words, *, actor: str, now: datetime
) -> LetterText:
    await store.lock_texts(connection, organization)
    await store.retire(connection, organization, words.kind, words.language)
    text = _text(await store.insert_text(connection, organization, words, actor, now))
    await _record(connection, organization, "letter_text.written", text, actor=actor, now=now)
    return text


@action
async def take_back_text(
    connection: Connection,
    organization: int,
    kind: str,
    language: str,
    *,
    actor: str,
    clock: Clock,
) -> LetterText | None:
    """Write letters with the built-in words again; return the text that goes, if there was one."""
    retired = await store.retire(connection, organization, kind, language)
    if retired is None:
        return None
    text = await find_text.within(connection, organization, retired)
    await _record(
        connection, organization, "letter_text.taken_back", text, actor=actor, now=clock.now()
    )
    return text


@action
async def restore_text(
    connection: Connection, organization: int, text: int, *, actor: str, clock: Clock
) -> LetterText:
    """Use a text again that was in use before.

    Raises:
        UnknownLetterTextError: the organization has no such text.
    """
    found = await find_text.within(connection, organization, text)
    await store.lock_texts(connection, organization)
    await store.retire(connection, organization, found.words.kind, found.words.language)
    await store.use_again(connection, organization, text)
    await _record(
        connection, organization, "letter_text.written", found, actor=actor, now=clock.now()
    )
    return found


async def _record(
    connection: Connection,
    organization: int,
    fact: str,
    text: LetterText,
    *,
    actor: str,
    now: datetime,
) -> None:
    words = {"kind": text.words.kind, "language": text.words.language}
    facts = [journal.Fact(fact, "letter_text", text.id, words)]
    await journal.record(connection, organization, facts, actor=actor, now=now)


def _text(row: Record) -> LetterText:
    words = Words(row["kind"], row["language"], row["subject"], row["body"])
    return LetterText(row["id"], words, row["in_use"], row["written_by"], row["written_at"])
