"""The addresses of inviting."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.inviting.checking import CheckingPages
from muster.edges.console.inviting.choosing import ChoosingPages
from muster.edges.console.inviting.letters import LetterPages
from muster.edges.console.inviting.people import PeoplePages
from muster.edges.console.inviting.progress import ProgressPages
from muster.edges.console.inviting.sending import SendingPages
from muster.edges.console.inviting.taking import TakingPages
from muster.features.members import Right

_INVITE = Right.INVITE


def routes(desk: Desk) -> list[Route]:
    """Return the routes of inviting."""
    return [*_ways(desk), *_letters(desk), *_lists(desk)]


def _ways(desk: Desk) -> list[Route]:
    choosing, people, taking = ChoosingPages(desk), PeoplePages(desk), TakingPages(desk)
    return [
        desk.route("/invite", people.show, _INVITE),
        desk.route("/invite", people.invite, _INVITE, method="POST"),
        desk.route("/invite/undo", people.undo, _INVITE, method="POST"),
        desk.route("/invite/activity", choosing.show, _INVITE),
        desk.route("/invite/paste", taking.show_paste, _INVITE),
        desk.route("/invite/paste", taking.paste, _INVITE, method="POST"),
        desk.route("/invite/file", taking.show_file, _INVITE),
        desk.route("/invite/file", taking.upload, _INVITE, method="POST"),
    ]


def _letters(desk: Desk) -> list[Route]:
    letters = LetterPages(desk)
    return [
        desk.route("/invite/letter", letters.show, _INVITE),
        desk.route("/invite/letter/html", letters.show_html, _INVITE),
        desk.route("/invite/letter/test", letters.send_test, _INVITE, method="POST"),
    ]


def _lists(desk: Desk) -> list[Route]:
    checking, sending, progress = CheckingPages(desk), SendingPages(desk), ProgressPages(desk)
    one = "/invite/{intake}"
    return [
        desk.route("/invite/lists", progress.show_all, _INVITE),
        desk.route(one, progress.show, _INVITE),
        desk.route(f"{one}/columns", checking.show_columns, _INVITE),
        desk.route(f"{one}/columns", checking.read_again, _INVITE, method="POST"),
        desk.route(f"{one}/check", checking.show, _INVITE),
        desk.route(f"{one}/row", checking.change_row, _INVITE, method="POST"),
        desk.route(f"{one}/leave-out", checking.leave_out, _INVITE, method="POST"),
        desk.route(f"{one}/discard", checking.discard, _INVITE, method="POST"),
        desk.route(f"{one}/send", sending.show, _INVITE),
        desk.route(f"{one}/send", sending.start, _INVITE, method="POST"),
        desk.route(f"{one}/call-off", sending.call_off, _INVITE, method="POST"),
        desk.download(f"{one}/results", progress.results, _INVITE),
        desk.download(f"{one}/links", progress.links, _INVITE),
    ]
