"""Comments of members on a report; candidates never see them."""

import unicodedata
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.ids import from_typeid, new_uid
from muster.base.text import TextLengthError, UnsafeTextError
from muster.features import journal, reports
from muster.features.members import Member
from muster.features.reviews.model import LONGEST_COMMENT, Comment, UnknownCommentError
from muster.features.reviews.store import comments as store
from muster.storage.postgres import Connection, action

_LAID_OUT = "\n\t"


@action
async def write_comment(
    connection: Connection,
    organization: int,
    reference: str,
    text: str,
    member: Member,
    clock: Clock,
) -> Comment:
    """Say something about a report.

    Raises:
        UnknownReportError, NotSubmittedError: there is no such report.
        TextLengthError: the text is empty, or longer than 10,000 characters.
        UnsafeTextError: it holds characters that nobody can see.
    """
    text, now = clean_text(text), clock.now()
    attempt = await _attempt(connection, organization, reference, clock)
    comment = Comment(new_uid(), member.id, member.shown_name, text, now, None)
    await store.insert_comment(connection, organization, attempt, comment)
    await _note(connection, organization, "report.commented", (attempt, comment), member, now)
    return comment


@action
async def edit_comment(
    connection: Connection,
    organization: int,
    where: tuple[str, str],
    text: str,
    member: Member,
    clock: Clock,
) -> None:
    """Write one's own comment of (report, comment) anew.

    Raises:
        UnknownCommentError: there is no such comment of this member.
        UnknownReportError, NotSubmittedError: there is no such report.
        TextLengthError, UnsafeTextError: as for ``write_comment``.
    """
    text, now = clean_text(text), clock.now()
    attempt, uid = await _find(connection, organization, where, clock)
    key = (uid, attempt, member.id)
    if not await store.update_comment(connection, organization, key, text, now):
        raise UnknownCommentError
    await _note(connection, organization, "report.comment_edited", (attempt, uid), member, now)


@action
async def delete_comment(
    connection: Connection,
    organization: int,
    where: tuple[str, str],
    member: Member,
    clock: Clock,
) -> None:
    """Take one's own comment of (report, comment) back; again, it changes nothing.

    Raises:
        UnknownReportError, NotSubmittedError: there is no such report.
        UnknownCommentError: this is no name of a comment.
    """
    now = clock.now()
    await _set(connection, organization, where, (now, "report.comment_deleted"), member, clock)


@action
async def restore_comment(
    connection: Connection,
    organization: int,
    where: tuple[str, str],
    member: Member,
    clock: Clock,
) -> None:
    """Bring it back; the errors are those of ``delete_comment``."""
    await _set(connection, organization, where, (None, "report.comment_restored"), member, clock)


async def _set(
    connection: Connection,
    organization: int,
    where: tuple[str, str],
    what: tuple[datetime | None, str],
    member: Member,
    clock: Clock,
) -> None:
    deleted_at, fact = what
    attempt, uid = await _find(connection, organization, where, clock)
    key = (uid, attempt, member.id)
    if await store.delete_comment(connection, organization, key, deleted_at):
        await _note(connection, organization, fact, (attempt, uid), member, clock.now())


def clean_text(text: str) -> str:
    """Return a text of several lines in NFC, without white space around it.

    Raises:
        TextLengthError: nothing is left, or more than 10,000 characters are.
        UnsafeTextError: it holds characters that nobody can see.
    """
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not clean:
        raise TextLengthError("Write something first", field="text")
    if len(clean) > LONGEST_COMMENT:
        raise TextLengthError(f"This is longer than {LONGEST_COMMENT:,} characters", field="text")
    if any(
        unicodedata.category(letter) in {"Cc", "Cs"} for letter in clean if letter not in _LAID_OUT
    ):
        raise UnsafeTextError("This contains control characters", field="text")
    return clean


async def _find(
    connection: Connection, organization: int, where: tuple[str, str], clock: Clock
) -> tuple[int, UUID]:
    report, comment = where
    uid = from_typeid(Comment.TYPE_PREFIX, comment)
    if uid is None:
        raise UnknownCommentError
    return await _attempt(connection, organization, report, clock), uid


async def _attempt(connection: Connection, organization: int, reference: str, clock: Clock) -> int:
    view = await reports.read_report.within(connection, organization, reference, clock)
    attempt: int = view.report.attempt_id
    return attempt


async def _note(
    connection: Connection,
    organization: int,
    fact: str,
    what: tuple[int, Comment | UUID],
    member: Member,
    now: datetime,
) -> None:
    attempt, comment = what
    uid = comment if isinstance(comment, UUID) else comment.uid
    data = {"comment": str(uid)}
    facts = [journal.Fact(fact, "attempt", attempt, data)]
    await journal.record(connection, organization, facts, actor=member.actor, now=now)
