"""Names of members who rated in the console, for those who read what they gave."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from muster.base.ids import from_typeid
from muster.features import members
from muster.features.reports.model import Given
from muster.storage.postgres import Connection

_MEMBER = "member:"


async def named(connection: Connection, organization: int, given: Sequence[Given]) -> list[Given]:
    """Return ratings with the names of those who are or were members; others stay as they are."""
    names = {one.reviewer: "" for one in given if one.reviewer.startswith(_MEMBER)}
    for reviewer in names:
        uid = from_typeid("mem", reviewer.removeprefix(_MEMBER))
        if uid is not None:
            names[reviewer] = await _name(connection, organization, uid)
    return [replace(one, name=names.get(one.reviewer, "")) for one in given]


async def _name(connection: Connection, organization: int, uid: UUID) -> str:
    try:
        member = await members.get_member.within(connection, organization, uid)
    except members.UnknownMemberError:
        return ""
    return member.shown_name
