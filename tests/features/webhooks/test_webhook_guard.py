"""No webhook goes where the operator's network is: hostile addresses, and names that change."""

import asyncio
import ipaddress
import socket
import threading
from contextlib import asynccontextmanager

import pytest
from webhook_samples import until

from muster.base.errors import InvalidError
from muster.features.webhooks import AllowList
from muster.features.webhooks.schedule import Outcome
from muster.features.webhooks.senders import Parcel
from muster.features.webhooks.senders.http import HttpSender
from muster.features.webhooks.senders.resolver import Resolver
from muster.features.webhooks.targets import TargetError, check_url, is_public

HOSTILE = [
    "127.0.0.1",
    "::ffff:127.0.0.1",
    "2130706433",
    "0x7f.1",
    "localhost",
    "64:ff9b::7f00:1",
    "169.254.169.254",
]
PRIVATE = [
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "192.0.2.1"),
    *("224.0.0.1", "255.255.255.255", "192.88.99.1", "198.18.0.1", "::", "::1", "::7f00:1"),
    *("fe80::1", "fc00::1", "fec0::1", "ff02::1", "5f00::1", "3fff::1", "2001:db8::1"),
    *("2002:7f00:1::", "64:ff9b:1::1", "2001:0:7f00:1::", "::ffff:10.0.0.1"),
]
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:1.1.1.1"]
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks"


class Server:
    """A server on loopback that answers every request alike, and counts connections."""

    def __init__(self, answer: bytes, *, pause: float = 0, closes: bool = False) -> None:
        self.answer = answer
        self.pause = pause
        self.closes = closes
        self.port = 0
        self.serving: set[asyncio.Task] = set()
        self.requests: list[bytes] = []

    @property
    def connections(self) -> int:
        return len(self.serving)

    def accept(self, reader, writer) -> None:
        self.serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader, writer) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                writer.write(self.answer[:30])
                await asyncio.sleep(self.pause)
                writer.write(self.answer[30:])
                if self.closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(answer: bytes = FINE, **options):
    server = Server(answer, **options)
    listener = await asyncio.start_server(server.accept, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    yield server
    listener.close()
    for task in server.serving:
        task.cancel()
    await asyncio.gather(*server.serving, return_exceptions=True)
    await asyncio.sleep(0)


@asynccontextmanager
async def sending(allow: str = "", names: dict | None = None, **options):
    async def resolve(host: str, port: int) -> list[str]:
        if names is None:
            return await asyncio.get_running_loop().run_in_executor(None, _really, host, port)
        found = names[host]
        if not found:
            raise socket.gaierror
        return found.pop(0) if isinstance(found[0], list) else found

    sender = HttpSender(AllowList.parse(allow), resolve, **options)
    yield sender
    await sender.close()


def _really(host: str, port: int) -> list[str]:
    return [one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def parcel(url: str, content: bytes = b"{}") -> Parcel:
    return Parcel(url, {"webhook-id": "whc_1", "content-type": "application/json"}, content)


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_networks_inside_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", HOSTILE)
async def test_the_hostile_addresses_are_blocked_by_their_url(host):
    shown = f"[{host}]" if ":" in host else host
    async with listening() as server, sending() as sender:
        answer = await sender.send(parcel(f"https://{shown}:8443/"))
        assert (answer.status, answer.outcome) == (None, Outcome.BLOCKED)
        assert server.connections == 0


@pytest.mark.parametrize("host", [*HOSTILE, *PRIVATE])
async def test_names_that_mean_them_are_blocked_at_the_connection(host):
    if host == "localhost":
        texts = ["127.0.0.1", "::1"]
    else:
        texts = ["127.0.0.1"] if host in {"2130706433", "0x7f.1"} else [host]
    names = {"evil.example.com": texts, "mixed.example.com": ["1.1.1.1", *texts]}
    async with sending(names=names) as sender:
        for name in names:
            answer = await sender.send(parcel(f"https://{name}/"))
            assert answer.outcome is Outcome.BLOCKED


async def test_a_name_that_changes_its_meaning_is_looked_at_at_every_connection():
    meanings = {"evil.example.com": [["127.0.0.1"], ["169.254.169.254"]]}
    # The first meaning is allowed, and nobody listens there; the second is not.
    async with sending("127.0.0.0/8", meanings) as sender:
        answers = [await sender.send(parcel("https://evil.example.com/")) for _ in range(2)]
    assert [one.outcome for one in answers] == [Outcome.UNREACHABLE, Outcome.BLOCKED]


async def test_a_name_that_means_a_network_inside_needs_the_network_allowed_and_https():
    names = {"hooks.example.com": ["127.0.0.1"]}
    async with listening() as server, sending("127.0.0.0/8", names) as sender:
        plain = await sender.send(parcel(f"http://hooks.example.com:{server.port}/"))
        assert (plain.outcome, server.connections) == (Outcome.BLOCKED, 0)


async def test_the_address_that_was_checked_is_the_one_that_is_dialled():
    asked = []

    async def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async with listening() as server:
        sender = HttpSender(AllowList.parse("hooks.internal"), resolve)
        url = f"http://hooks.internal:{server.port}/in?a=1"
        assert [(await sender.send(parcel(url))).status for _ in range(2)] == [200, 200]
        await sender.close()
    assert (asked, server.connections) == (["hooks.internal"], 1)
    assert server.requests[0].startswith(b"POST /in?a=1 HTTP/1.1\r\n")
    assert f"host: hooks.internal:{server.port}\r\n".encode() in server.requests[0].lower()
    assert server.requests[0].endswith(b"\r\n\r\n{}")


async def test_an_allowed_address_needs_no_tls_and_its_words_are_for_nobody():
    async with listening() as server, sending("127.0.0.1") as sender:
        answer = await sender.send(parcel(f"http://127.0.0.1:{server.port}/"))
        assert (answer.status, answer.words) == (200, "")
        assert (await sender.send(parcel(f"http://127.0.0.2:{server.port}/"))).outcome == "blocked"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_by_nobody(status):
    answer = f"HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    async with listening(answer.encode()) as server, sending("127.0.0.1") as sender:
        got = await sender.send(parcel(f"http://127.0.0.1:{server.port}/"))
        assert (got.status, got.outcome) == (status, Outcome.REDIRECTED)
        assert len(server.requests) == 1


async def test_an_answer_without_end_is_cut_and_a_slow_one_is_given_up():
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 500_000
    async with listening(endless) as server, sending("127.0.0.1") as sender:
        assert (await sender.send(parcel(f"http://127.0.0.1:{server.port}/"))).status == 200
    async with listening(pause=0.4) as server, sending("127.0.0.1", deadline=0.2) as sender:
        answer = await sender.send(parcel(f"http://127.0.0.1:{server.port}/"))
        assert (answer.status, answer.outcome) == (None, Outcome.TIMEOUT)


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", b""]
)
async def test_what_is_no_whole_answer_is_unreachable(answer):
    async with listening(answer, closes=True) as server, sending("127.0.0.1") as sender:
        got = await sender.send(parcel(f"http://127.0.0.1:{server.port}/"))
        assert got.outcome is Outcome.UNREACHABLE
        assert got.words


async def test_nobody_there_and_no_such_name_are_told_apart():
    names = {"none.example.com": [], "closed.internal": ["127.0.0.1"]}
    async with sending("closed.internal", names) as sender:
        nowhere = await sender.send(parcel("https://none.example.com/"))
        closed = await sender.send(parcel("http://closed.internal:1/"))
    assert (nowhere.outcome, nowhere.words) == ("unreachable", "the name cannot be resolved")
    assert (closed.outcome, closed.words) == ("unreachable", "no connection")


@pytest.mark.parametrize("text", ["http://a.b", "a b", "10.0.0.0/33", "2130706433", "*"])
def test_the_allow_list_has_hosts_and_networks(text):
    with pytest.raises(InvalidError, match="MUSTER_WEBHOOK_ALLOW"):
        AllowList.parse(text)


async def test_names_that_nobody_answers_for_delay_no_other():
    asked, held = [], threading.Event()

    def look_up(host: str, port: int) -> list:
        asked.append(host)
        if host.startswith("slow"):
            held.wait(120)
        return [(0, 0, 0, "", ("1.1.1.1", port))]

    resolver = Resolver(look_up, most=51)
    hanging = [
        asyncio.create_task(resolver(f"slow{number}.example.com", 443))
        for number in range(50)
        for _ in range(5)
    ]
    try:
        await until(lambda: len(asked) >= 50)
        assert len(asked) == 50
        assert await asyncio.wait_for(resolver("quick.example.com", 443), 60) == ["1.1.1.1"]
        hanging[0].cancel()
        hanging.append(asyncio.create_task(resolver("slow99.example.com", 443)))
        await asyncio.sleep(0)
        with pytest.raises(OSError, match="too many"):
            await resolver("quick.example.com", 443)
    finally:
        held.set()
    assert await hanging[1] == ["1.1.1.1"]
    await asyncio.gather(*hanging, return_exceptions=True)
    assert asked.count("slow0.example.com") == 1


async def test_a_name_that_cannot_be_one_is_refused_and_one_that_slips_through_is_unreachable():
    with pytest.raises(TargetError):
        check_url(f"https://{'a' * 64}.example.com/", AllowList())
    assert check_url(f"https://{'a' * 63}.example.com/", AllowList())
    with pytest.raises(OSError, match="no name"):
        await Resolver()("a" * 64 + ".example.com", 443)

    async def torn(*_):
        raise LookupError

    sender = HttpSender(AllowList(), torn)
    answer = await sender.send(parcel("https://hooks.example.com/"))
    await sender.close()
    assert (answer.outcome, answer.words) == ("unreachable", "the call could not be made")
