"""The routes before the door, and those of confirming and of signing out."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.signing.asking import Asking
from muster.edges.console.signing.confirming import Confirming
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.signing.links import Links
from muster.edges.console.signing.passkeys import Passkeys
from muster.edges.console.signing.provider import Service
from muster.features.members import Right


def routes(desk: Desk) -> list[Route]:
    """Return the routes of signing in and out."""
    entrance = Entrance(desk)
    asking, links, passkeys = Asking(entrance), Links(entrance), Passkeys(entrance)
    service, confirming = Service(entrance), Confirming(entrance)
    return [
        desk.door("/sign-in", asking.show),
        desk.door("/sign-in", asking.send, method="POST"),
        desk.door("/sign-in/passkey/options", passkeys.ask, method="POST"),
        desk.door("/sign-in/passkey", passkeys.enter, method="POST"),
        desk.door("/sign-in/provider", service.go),
        desk.door("/sign-in/provider/back", service.come_back),
        desk.door("/sign-in/{token}", links.show),
        desk.door("/sign-in/{token}", links.enter, method="POST"),
        desk.door("/sign-in/{token}/again", links.send_again, method="POST"),
        desk.route("/confirm", confirming.show, Right.READ),
        desk.route("/confirm", confirming.send, Right.READ, method="POST"),
        desk.route("/sign-out", asking.sign_out, Right.READ, method="POST"),
    ]
