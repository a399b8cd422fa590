"""The pages of the lists."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.lists.invitations import InvitationList
from muster.edges.console.lists.people import PeopleList
from muster.features.members import Right


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the lists; fixed words come before names of people."""
    invitations = InvitationList(desk)
    people = PeopleList(desk)
    return [
        desk.route("/invitations", invitations.show, Right.READ),
        desk.route("/candidates", people.show, Right.READ),
    ]
