"""The addresses of keys, webhooks and mail."""

from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.integrations.calls import CallPages
from muster.edges.console.integrations.keys import KeyPages
from muster.edges.console.integrations.mail import MailPages
from muster.edges.console.integrations.webhooks import WebhookPages
from muster.features.members import Right


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the settings that are about other systems."""
    return [*_keys(desk), *_webhooks(desk), *_mail(desk)]


def _keys(desk: Desk) -> list[Route]:
    pages = KeyPages(desk)
    path, manage = "/settings/keys", Right.MANAGE
    return [
        desk.route(path, pages.show, Right.AUDIT),
        desk.route(f"{path}/new", pages.form, manage, confirmed=True),
        desk.route(path, pages.create, manage, method="POST", confirmed=True),
        desk.route(f"{path}/{{key}}/roll", pages.roll, manage, method="POST", confirmed=True),
        desk.route(f"{path}/{{key}}/revoke", pages.revoke, manage, method="POST", confirmed=True),
    ]


def _webhooks(desk: Desk) -> list[Route]:
    pages, calls = WebhookPages(desk), CallPages(desk)
    path, manage = "/settings/webhooks", Right.MANAGE
    one = f"{path}/{{webhook}}"
    return [
        desk.route(path, pages.show_all, Right.AUDIT),
        desk.route(f"{path}/new", pages.new, manage, confirmed=True),
        desk.route(path, pages.create, manage, method="POST", confirmed=True),
        desk.route(one, calls.show, Right.AUDIT),
        desk.route(f"{one}/edit", pages.edit, manage, confirmed=True),
        desk.route(f"{one}/edit", pages.change, manage, method="POST", confirmed=True),
        desk.route(f"{one}/roll", pages.roll, manage, method="POST", confirmed=True),
        desk.route(f"{one}/remove", pages.remove, manage, method="POST"),
        desk.route(f"{one}/enable", pages.enable, manage, method="POST"),
        desk.route(f"{one}/disable", pages.disable, manage, method="POST"),
        desk.route(f"{one}/ping", calls.ping, manage, method="POST"),
        desk.route(f"{one}/replay", calls.replay_many, manage, method="POST"),
        desk.route(f"{one}/calls/{{call}}", calls.show_one, Right.AUDIT),
        desk.route(f"{one}/calls/{{call}}/replay", calls.replay, manage, method="POST"),
    ]


def _mail(desk: Desk) -> list[Route]:
    pages = MailPages(desk)
    return [
        desk.route("/settings/mail", pages.show, Right.AUDIT),
        desk.route("/settings/mail/test", pages.test, Right.MANAGE, method="POST"),
        desk.route("/settings/mail/resume", pages.resume, Right.MANAGE, method="POST"),
    ]
