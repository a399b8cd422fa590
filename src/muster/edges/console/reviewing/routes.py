"""The routes of reviewing."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.reviewing.boards import Boards
from muster.edges.console.reviewing.decisions import Decisions
from muster.edges.console.reviewing.hiding import Hiding
from muster.edges.console.reviewing.media import Media
from muster.edges.console.reviewing.queue import Queue
from muster.edges.console.reviewing.ratings import Ratings
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.reviewing.requests import Requests
from muster.edges.console.reviewing.shares import Shares
from muster.edges.console.reviewing.talk import Talk
from muster.features.members import Right


def routes(desk: Desk) -> list[Route]:
    """Return the routes of reviewing; fixed words before names."""
    return [*_queue(desk), *_boards(desk), *_report(desk), *_verbs(desk)]


def _queue(desk: Desk) -> list[Route]:
    queue, asked, hiding = Queue(desk), Requests(desk), Hiding(desk)
    return [
        desk.route("/reviews", queue.show, Right.READ),
        desk.route("/reviews/next", queue.next, Right.REVIEW),
        desk.route("/reviews/decisions", queue.deciding, Right.DECIDE),
        desk.route("/reviews/requests", asked.show, Right.INVITE),
        desk.route("/reviews/requests/time", asked.answer_time, Right.INVITE, method="POST"),
        desk.route("/reviews/requests/needs", asked.answer_need, Right.INVITE, method="POST"),
        desk.route("/reviews/names", hiding.show, Right.DECIDE),
        desk.route("/reviews/names", hiding.set, Right.DECIDE, method="POST"),
    ]


def _boards(desk: Desk) -> list[Route]:
    boards = Boards(desk)
    return [
        desk.route("/reviews/tracks", boards.list, Right.DECIDE),
        desk.route("/reviews/tracks/{key}", boards.show, Right.DECIDE),
        desk.route("/reviews/tracks/{key}/decide", boards.ask, Right.DECIDE),
        desk.route("/reviews/tracks/{key}/decide", boards.decide, Right.DECIDE, method="POST"),
        desk.route("/reviews/tracks/{key}/undo", boards.undo, Right.DECIDE, method="POST"),
    ]


def _report(desk: Desk) -> list[Route]:
    report, media = ReportPage(desk), Media(desk)
    return [
        desk.route("/reports/{report}", report.show, Right.READ),
        desk.route("/reports/{report}/reveal", report.reveal, Right.DECIDE, method="POST"),
        desk.route("/reports/{report}/report.pdf", media.print, Right.EXPORT),
        desk.route("/reports/{report}/recordings/{take}", media.watch, Right.READ),
        desk.route("/reports/{report}/files/{file}", media.download, Right.READ),
        desk.route("/reports/{report}/images/{sha256}", media.image, Right.READ),
    ]


def _verbs(desk: Desk) -> list[Route]:
    rate, talk, decide, share = Ratings(desk), Talk(desk), Decisions(desk), Shares(desk)
    post = (
        ("/ratings/{number}", rate.rate, Right.REVIEW),
        ("/ratings/{number}/withdraw", rate.withdraw, Right.REVIEW),
        ("/comments", talk.write, Right.REVIEW),
        ("/comments/{comment}", talk.edit, Right.REVIEW),
        ("/comments/{comment}/delete", talk.delete, Right.REVIEW),
        ("/comments/{comment}/restore", talk.restore, Right.REVIEW),
        ("/decision", decide.decide, Right.DECIDE),
        ("/decision/undo", decide.undo, Right.DECIDE),
        ("/shares", share.make, Right.DECIDE),
        ("/shares/{share}/revoke", share.revoke, Right.DECIDE),
    )
    return [
        desk.route(f"/reports/{{report}}{path}", endpoint, right, method="POST")
        for path, endpoint, right in post
    ]
