"""What pages about activities are told: types of questions, and who did something."""

from collections.abc import Iterable, Mapping

from muster.edges.console.desk import Desk
from muster.features import members
from muster.features.catalog import Kind
from muster.features.members import Session

_ALL = (
    *("single_choice", "multiple_choice", "short_text", "long_text", "number", "ordering"),
    *("matching", "file", "video", "audio"),
)
WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ASSESSMENT: _ALL,
    Kind.INTERVIEW: ("video", "audio", "long_text"),
    Kind.TRACK: (),
}
"""The types of questions that each kind of activity may have, in the order in which they are offered."""


async def names_of_actors(
    desk: Desk, session: Session, actors: Iterable[str | None]
) -> dict[str | None, str]:
    """Return what people call whoever did something: a member's name, else the actor's own word."""
    wanted = {actor for actor in actors if actor}
    found = {session.actor: session.member.shown_name}
    if wanted - found.keys():
        listed = await members.list_members(desk.services.database, session.organization.id)
        found |= {member.actor: member.shown_name for member in listed}
    return {None: ""} | {actor: found.get(actor, actor.partition(":")[0]) for actor in wanted}
