"""The addresses of a person and of an invitation."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.naming import naming
from muster.edges.console.people.details import Details
from muster.edges.console.people.letters import LetterPages
from muster.edges.console.people.page import PersonPage
from muster.edges.console.people.privacy import Privacy
from muster.edges.console.people.steps import Steps
from muster.features.members import Right

_PERSON = "/candidates/{candidate}"
_INVITATION = "/invitations/{invitation}"


def routes(desk: Desk) -> list[Route]:
    """Return the routes of people; the lists with fixed words stand before them."""
    page = PersonPage(desk)
    details, privacy, steps = Details(desk, page), Privacy(desk, page), Steps(desk, page)
    letters = LetterPages(desk)
    return [
        desk.route(_PERSON, naming(desk, page.show), Right.READ),
        desk.route(f"{_PERSON}/letters/{{message}}", letters.show, Right.ADDRESSES),
        desk.route(f"{_PERSON}/letters/{{message}}/html", letters.show_html, Right.ADDRESSES),
        desk.route(f"{_PERSON}/correct", details.correct, Right.INVITE, method="POST"),
        desk.route(
            f"{_PERSON}/accommodations", details.set_accommodation, Right.INVITE, method="POST"
        ),
        desk.route(f"{_PERSON}/hold", privacy.hold, Right.ERASE, method="POST"),
        desk.route(f"{_PERSON}/release", privacy.release, Right.ERASE, method="POST"),
        desk.route(f"{_PERSON}/export", privacy.offer_copy, Right.EXPORT, confirmed=True),
        desk.route(
            f"{_PERSON}/export", privacy.export, Right.EXPORT, method="POST", confirmed=True
        ),
        desk.route(f"{_PERSON}/erase", privacy.ask_to_erase, Right.ERASE, confirmed=True),
        desk.route(f"{_PERSON}/erase", privacy.erase, Right.ERASE, method="POST", confirmed=True),
        desk.route(_INVITATION, naming(desk, steps.find), Right.READ),
        desk.route(f"{_INVITATION}/link", steps.reveal, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/resend", steps.resend, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/extend", steps.extend, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/revoke", steps.revoke, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/revive", steps.revive, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/rotate", steps.rotate, Right.INVITE, method="POST"),
        desk.route(f"{_INVITATION}/more-time", steps.answer, Right.INVITE, method="POST"),
    ]
