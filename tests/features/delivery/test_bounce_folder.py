"""The folder of reports on a real IMAP server: taken, put away, left when nothing is committed."""

import asyncio

import pytest
from delivery_samples import draft
from delivery_verbs import ACCEPTED

from bounce_samples import delivery_status, prose
from imap_server import imap_server
from muster.base.return_path import ReturnPath
from muster.base.settings import SettingError
from muster.base.signing import KeyRing
from muster.features import delivery
from muster.features.delivery import Ignored, Way
from muster.features.delivery.bounces import BounceFolderError, FolderAddress, visit, visit_in_turn
from muster.storage.postgres import DatabaseUnavailableError, Role

PATHS = ReturnPath(KeyRing({1: bytes(32)}), "bounces.example.com")


@pytest.fixture(scope="module")
def running():
    with imap_server() as server:
        yield server


@pytest.fixture
def inbox(running):
    """The server with nothing in its folders."""
    yield running
    for path in (*running.maildir.glob("???/*"), *running.maildir.glob(".Done/???/*")):
        path.unlink()


@pytest.fixture
async def report(organization, owe, worker):
    """A report about a letter that the relay took."""
    (queued,) = await owe(organization, draft(recipient="ada@example.org"))
    (message,) = await worker.take()
    await worker.answer(message, ACCEPTED)
    return delivery_status(to=PATHS.address(organization, queued.id))


@pytest.fixture
def go(database, clock):
    async def go(url, stop=None):
        return await visit(database, FolderAddress.parse(url), PATHS, clock, stop)

    return go


async def test_reports_are_taken_once_and_marked_as_read(inbox, report, go, organization, look):
    inbox.deliver(report, prose("Hello there."), report, b"\xff\x00" * 100)

    taken = await go(inbox.url())

    assert [one.ignored or one.kind.value for one in taken] == [
        "hard",
        Ignored.NO_BOUNCE,
        "hard",
        Ignored.NO_BOUNCE,
    ]
    assert [one.again for one in taken] == [False, False, True, False]
    assert inbox.flags() == ["S"] * 4
    (view,) = await look(organization)
    assert (view.state, len(view.bounces)) == ("bounced", 1)
    assert await go(inbox.url()) == []


@pytest.mark.parametrize("starttls", [False, True])
async def test_reports_are_moved_over_tls_where_they_are_to_go(inbox, report, go, starttls):
    inbox.deliver(report)

    (taken,) = await go(inbox.tls_url(starttls=starttls) + "&done=Done")

    assert taken.kind == "hard"
    assert (inbox.flags(), inbox.flags(".Done")) == ([], ["S"])


class Away:
    """A database that answers nothing."""

    def acting_as(self, _):
        return self

    async def run(self, *_):
        raise DatabaseUnavailableError


class Broken(Away):
    """One in which something goes wrong that nobody foresaw, once."""

    def __init__(self, database):
        self.database = database
        self.broken = False

    async def run(self, *work):
        if not self.broken:
            self.broken = True
            raise AttributeError("a defect")
        return await self.database.acting_as(Role.WORKER).run(*work)


async def test_nothing_is_put_away_before_it_is_committed(inbox, report, clock):
    inbox.deliver(report, report)
    with pytest.raises(DatabaseUnavailableError):
        await visit(Away(), FolderAddress.parse(inbox.url()), PATHS, clock)
    assert inbox.flags() == [""] * 2


async def test_one_that_fails_is_left_to_a_person_and_stops_no_other(
    inbox, report, database, clock, go
):
    inbox.deliver(prose("Anything."), report)
    (taken,) = await visit(Broken(database), FolderAddress.parse(inbox.url()), PATHS, clock)
    assert taken.kind == "hard"
    assert inbox.flags() == ["F", "S"]
    assert await go(inbox.url()) == []


async def test_a_visit_ends_with_the_worker_and_the_next_one_goes_on(inbox, report, go):
    inbox.deliver(report)
    stop = asyncio.Event()
    stop.set()
    assert await go(inbox.url(), stop) == []
    assert len(await go(inbox.url())) == 1


async def test_workers_look_in_turn_and_trouble_is_kept_until_it_is_over(
    inbox, report, database, clock, unused_tcp_port
):
    async def look(url):
        stop = asyncio.Event()
        await visit_in_turn(database, FolderAddress.parse(url), PATHS, clock, stop)
        return (await delivery.intake_health(database)).ways[Way.FOLDER]

    inbox.deliver(report)
    for url in (inbox.url(password="wrong"), f"imap://a:b@127.0.0.1:{unused_tcp_port}/"):
        with pytest.raises(BounceFolderError):
            await look(url)
        clock.advance(minutes=1)
    assert "cannot be used" in (await delivery.intake_health(database)).ways[Way.FOLDER].trouble
    intake = await look(inbox.url())
    assert (intake.trouble, intake.looked_at, intake.received_at) == ("", *[clock.now()] * 2)
    inbox.deliver(report)
    await look(inbox.url())
    assert inbox.flags() == ["", "S"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "refuses the user or the password"),
        ({"password": "n\u00f6"}, "refuses the user or the password"),
        ({"folder": "Nowhere"}, "Nowhere cannot be opened"),
    ],
)
async def test_what_the_server_refuses_is_said_without_the_password(running, go, change, said):
    with pytest.raises(BounceFolderError, match=said) as refused:
        await go(running.url(**change))
    assert change.get("password", "s@cret") not in str(refused.value)


async def test_a_server_whose_certificate_nobody_signed_gets_no_password(running, go):
    with pytest.raises(BounceFolderError, match="certificate"):
        await go(running.tls_url().partition("?")[0])


@pytest.mark.parametrize(
    "url",
    [
        "pop3://a:b@mail.example.com/INBOX",
        "imaps://mail.example.com/INBOX",
        "imap://a:b@mail.example.com/INBOX",
        "imaps://a:geheim@mail.example.com:port/INBOX",
        "imaps://a:b@mail.example.com/B%C3%BCro",
    ],
)
def test_an_address_that_cannot_be_is_refused(url):
    with pytest.raises(SettingError) as refused:
        FolderAddress.parse(url)
    assert "geheim" not in str(refused.value)


def test_an_address_names_all_that_is_needed():
    url = "imap+starttls://jobs%40example.com:p%2Fw@mail.example.com/Reports/In?done=Reports/Done"
    address = FolderAddress.parse(url)
    assert (address.username, address.password, address.port) == ("jobs@example.com", "p/w", 143)
    assert (address.folder, address.done) == ("Reports/In", "Reports/Done")
