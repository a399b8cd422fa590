"""Addresses of activities and drafts, and what requests name by them."""

from starlette.requests import Request

from muster.base import ids
from muster.edges.console.desk import Desk
from muster.features import catalog
from muster.features.catalog import Activity, Draft, Editor, UnknownDraftError
from muster.features.members import Session

# Words that stand where keys do; an activity of such a key is named by its id.
RESERVED = frozenset({"new", "import", "examples", "drafts", "images", "phone"})


def place_of(activity: Activity) -> str:
    """Return the path of an activity's page."""
    name = activity.typeid if activity.key in RESERVED else activity.key
    return f"/console/activities/{name}"


def place_of_draft(draft: Draft) -> str:
    """Return the path of the editor of a draft."""
    return f"/console/activities/drafts/{draft.typeid}"


async def activity_of(desk: Desk, request: Request, session: Session) -> Activity:
    """Return the activity that the address names.

    Raises:
        UnknownActivityError: there is none.
    """
    reference = request.path_params["key"]
    return await catalog.get(desk.services.database, session.organization.id, reference)


async def draft_of(desk: Desk, request: Request, session: Session) -> Draft:
    """Return the draft that the address names.

    Raises:
        UnknownDraftError: there is none.
    """
    uid = ids.from_typeid(Draft.TYPE_PREFIX, request.path_params["draft"])
    if uid is None:
        raise UnknownDraftError
    return await catalog.get_draft(desk.services.database, session.organization.id, uid)


def editor_of(desk: Desk, session: Session) -> Editor:
    """Return who edits, and when."""
    return Editor(session.actor, desk.services.clock.now())
