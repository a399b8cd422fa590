"""The pages of settings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.settings.branding import BrandingPages
from muster.edges.console.settings.letters import LetterPages
from muster.edges.console.settings.profile import ProfilePages
from muster.edges.console.settings.reminders import ReminderPages
from muster.edges.console.settings.retention import RetentionPages
from muster.features.members import Right, Session


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the settings that belong to the organization itself."""
    return [
        desk.route("/settings", Overview(desk).show, Right.READ),
        *_profile(desk, ProfilePages(desk)),
        *_branding(desk, BrandingPages(desk)),
        *_letters(desk, LetterPages(desk)),
        *_rules(desk, ReminderPages(desk), RetentionPages(desk)),
    ]


def _profile(desk: Desk, pages: ProfilePages) -> list[Route]:
    path = "/settings/organization"
    return [
        desk.route(path, pages.show, Right.AUDIT),
        desk.route(path, pages.save, Right.MANAGE, method="POST"),
    ]


def _branding(desk: Desk, pages: BrandingPages) -> list[Route]:
    path = "/settings/branding"
    return [
        desk.route(path, pages.show, Right.AUDIT),
        desk.route(path, pages.save, Right.MANAGE, method="POST"),
        desk.route(f"{path}/letter", pages.show_letter, Right.AUDIT),
        desk.route(f"{path}/logo", pages.save_logo, Right.MANAGE, method="POST"),
        desk.route(f"{path}/logo/again", pages.show_again, Right.MANAGE, method="POST"),
    ]


def _letters(desk: Desk, pages: LetterPages) -> list[Route]:
    path = "/settings/letters"
    one = f"{path}/{{kind}}"
    return [
        desk.route(path, pages.show, Right.AUDIT),
        desk.route(one, pages.edit, Right.AUDIT),
        desk.route(one, pages.save, Right.MANAGE, method="POST"),
        desk.route(f"{one}/look", pages.look, Right.AUDIT),
        desk.route(f"{one}/look", pages.look, Right.MANAGE, method="POST"),
        desk.route(f"{one}/test", pages.send_test, Right.MANAGE, method="POST"),
        desk.route(f"{one}/built-in", pages.take_back, Right.MANAGE, method="POST"),
        desk.route(f"{one}/restore", pages.restore, Right.MANAGE, method="POST"),
    ]


def _rules(desk: Desk, reminders: ReminderPages, retention: RetentionPages) -> list[Route]:
    remind, keep = "/settings/reminders", "/settings/retention"
    return [
        desk.route(remind, reminders.show, Right.AUDIT),
        desk.route(remind, reminders.save, Right.MANAGE, method="POST"),
        desk.route(keep, retention.show, Right.AUDIT),
        desk.route(keep, retention.save, Right.MANAGE, method="POST", confirmed=True),
    ]


class Overview:
    """The list of all pages of settings."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings``."""
        return self._desk.show(request, session, "settings/overview.html")
