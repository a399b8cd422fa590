"""The pages of the lists."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.lists.doing import Together
from muster.edges.console.lists.exporting import Exports
from muster.edges.console.lists.invitations import InvitationList
from muster.edges.console.lists.people import PeopleList
from muster.edges.console.lists.views import Views
from muster.edges.console.naming import naming
from muster.features.members import Right


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the lists; fixed words come before names of people."""
    invitations, people, exports = InvitationList(desk), PeopleList(desk), Exports(desk)
    return [
        desk.route("/invitations", naming(desk, invitations.show), Right.READ),
        desk.route("/candidates", naming(desk, people.show), Right.READ),
        desk.download("/invitations/export", exports.invitations, Right.EXPORT),
        desk.download("/candidates/export", exports.people, Right.EXPORT),
        *_changes(desk),
        *_views(desk),
    ]


def _changes(desk: Desk) -> list[Route]:
    together = Together(desk)
    errand = "/invitations/together/{errand}"
    return [
        desk.route("/invitations/resend", together.resend, Right.INVITE, method="POST"),
        desk.route("/invitations/extend", together.extend, Right.INVITE, method="POST"),
        desk.route("/invitations/revoke", together.revoke, Right.INVITE, method="POST"),
        desk.route(errand, together.show, Right.INVITE),
        desk.route(f"{errand}/undo", together.undo, Right.INVITE, method="POST"),
        desk.route(f"{errand}/stop", together.stop, Right.INVITE, method="POST"),
    ]


def _views(desk: Desk) -> list[Route]:
    views = Views(desk)
    return [
        desk.route("/views", views.save, Right.READ, method="POST"),
        desk.route("/views/{view}", views.change, Right.READ, method="POST"),
        desk.route("/views/{view}/first", views.choose, Right.READ, method="POST"),
        desk.route("/views/{view}/remove", views.remove, Right.READ, method="POST"),
        desk.route("/views/{view}/restore", views.restore, Right.READ, method="POST"),
    ]
