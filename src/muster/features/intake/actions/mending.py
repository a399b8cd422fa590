"""Mending the rows of a list before its people are invited."""

from uuid import UUID

from muster.features.intake.actions.finding import find_draft
from muster.features.intake.languages import tag_of
from muster.features.intake.model import Entry, UnknownRowError
from muster.features.intake.store import rows
from muster.storage.postgres import Connection, action

_LONGEST = 1000


@action
async def change_row(
    connection: Connection, organization: int, uid: UUID, number: int, said: tuple[str, str, str]
) -> None:
    """Give a row another name, address and language, in this order; it is taken in again.

    Raises:
        UnknownIntakeError: there is no such list.
        UnknownRowError: it has no such row.
        IntakeBegunError: its people are being invited.
    """
    intake = await find_draft(connection, organization, uid)
    name, address, language = (text.replace("\0", "")[:_LONGEST] for text in said)
    entry = Entry(number, name, address, tag_of(language))
    if not await rows.change_row(connection, organization, intake.id, entry):
        raise UnknownRowError


@action
async def leave_out(
    connection: Connection, organization: int, uid: UUID, number: int, *, left_out: bool = True
) -> None:
    """Leave a row out, or take it in again.

    Raises:
        UnknownIntakeError: there is no such list.
        UnknownRowError: it has no such row.
        IntakeBegunError: its people are being invited.
    """
    intake = await find_draft(connection, organization, uid)
    if not await rows.leave_out(connection, organization, intake.id, number, left_out=left_out):
        raise UnknownRowError
