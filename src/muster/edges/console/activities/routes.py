"""The routes of activities: fixed words stand before keys."""

from starlette.routing import Route

from muster.edges.console.activities.drafting import Drafting
from muster.edges.console.activities.importing import Importing
from muster.edges.console.activities.listing import ActivityList
from muster.edges.console.activities.overview import Overview
from muster.edges.console.activities.previewing import Previewing
from muster.edges.console.activities.publishing import Publishing
from muster.edges.console.desk import Desk
from muster.features.members import Right

_DRAFT = "/activities/drafts/{draft}"
_ITEM = f"{_DRAFT}/questions/{{item}}"
_SECTION = f"{_DRAFT}/sections/{{section:int}}"
_STAGE = f"{_DRAFT}/stages/{{stage:int}}"
_ACTIVITY = "/activities/{key}"


def routes(desk: Desk) -> list[Route]:
    """Return the routes of activities."""
    return [*_shared(desk), *_editor(desk), *_activity(desk)]


def _shared(desk: Desk) -> list[Route]:
    listed, importing, publishing = ActivityList(desk), Importing(desk), Publishing(desk)
    return [
        desk.route("/activities", listed.show, Right.READ),
        desk.route("/activities/new", publishing.ask, Right.EDIT),
        desk.route("/activities/new", publishing.begin, Right.EDIT, method="POST"),
        desk.route("/activities/import", importing.ask, Right.EDIT),
        desk.route("/activities/import", importing.rehearse, Right.EDIT, method="POST"),
        desk.route("/activities/import/do", importing.carry_out, Right.EDIT, method="POST"),
        desk.route("/activities/examples", importing.examples, Right.EDIT, method="POST"),
        desk.route("/activities/images/{sha256}", Overview(desk).image, Right.READ),
        desk.route("/activities/phone/{name}", Previewing(desk).style, Right.READ),
    ]


def _editor(desk: Desk) -> list[Route]:
    drafting, publishing, previewing = Drafting(desk), Publishing(desk), Previewing(desk)
    posts = [
        (f"{_DRAFT}/publish", publishing.publish),
        (f"{_DRAFT}/discard", publishing.discard),
        (f"{_DRAFT}/restore", publishing.restore),
        (f"{_DRAFT}/put-back", drafting.put_back),
        (f"{_DRAFT}/questions", drafting.add_question),
        (f"{_DRAFT}/sections", drafting.add_section),
        (f"{_DRAFT}/stages", drafting.add_stage),
        (f"{_ITEM}/duplicate", drafting.duplicate),
        *((f"{place}/move", drafting.move) for place in (_ITEM, _SECTION, _STAGE)),
        *((f"{place}/remove", drafting.remove) for place in (_ITEM, _SECTION, _STAGE)),
        *((place, drafting.save) for place in (_DRAFT, _ITEM, _SECTION, _STAGE)),
    ]
    return [
        desk.route(f"{_DRAFT}/publish", publishing.review, Right.EDIT),
        desk.route(f"{_DRAFT}/preview", previewing.draft, Right.EDIT),
        desk.route(f"{_DRAFT}/preview/{{step:int}}", previewing.draft, Right.EDIT),
        *(
            desk.route(place, drafting.show, Right.EDIT)
            for place in (_DRAFT, _ITEM, _SECTION, _STAGE)
        ),
        *(desk.route(path, endpoint, Right.EDIT, method="POST") for path, endpoint in posts),
    ]


def _activity(desk: Desk) -> list[Route]:
    listed, overview, publishing = ActivityList(desk), Overview(desk), Publishing(desk)
    previewing = Previewing(desk)
    return [
        desk.route(_ACTIVITY, overview.show, Right.READ),
        desk.route(f"{_ACTIVITY}/history", overview.history, Right.READ),
        desk.route(f"{_ACTIVITY}/statistics", overview.statistics, Right.READ),
        desk.route(f"{_ACTIVITY}/export", overview.export, Right.READ),
        desk.route(f"{_ACTIVITY}/preview", previewing.activity, Right.READ),
        desk.route(f"{_ACTIVITY}/preview/{{step:int}}", previewing.activity, Right.READ),
        desk.route(f"{_ACTIVITY}/edit", publishing.edit, Right.EDIT, method="POST"),
        desk.route(f"{_ACTIVITY}/duplicate", publishing.duplicate, Right.EDIT, method="POST"),
        desk.route(f"{_ACTIVITY}/archive", listed.archive, Right.EDIT, method="POST"),
        desk.route(f"{_ACTIVITY}/restore", listed.restore, Right.EDIT, method="POST"),
    ]
