"""Where the relay is, and who it is: URLs, certificates, logins."""

import ssl
import subprocess

import pytest
from delivery_relay import Relay, Script, at

from muster.base.settings import SettingError
from muster.features.delivery import Letter
from muster.features.delivery.outcomes import Phase, classify
from muster.features.delivery.senders.relay import Relay as RelayUrl
from muster.features.delivery.senders.relay import Security
from muster.features.delivery.senders.smtp import SmtpSender

LETTER = Letter("jobs@example.com", "p1@example.com", b"Subject: hello\r\n\r\nHello\r\n")
OTHER = Letter("jobs@example.com", "p2@example.com", b"Subject: hello\r\n\r\nHello again\r\n")
WAYS = pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["piped", "stepwise"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, which is its own authority."""
    folder = tmp_path_factory.mktemp("certificate")
    key, chain = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", chain, "-days", "2", "-subj", "/CN=relay.example.com",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return chain, context


def starttls(context, **parts):
    return Script(extensions=("STARTTLS", "PIPELINING", "AUTH PLAIN"), tls=context, **parts)


async def connect(relay, query="", user=""):
    url = relay.url.replace("smtp://", f"smtp+starttls://{user}") + query
    return await SmtpSender(RelayUrl.parse(url), hostname="worker.example.com").connect()


async def test_starttls_with_a_verified_certificate_and_a_login(certificate):
    chain, context = certificate
    logins = []

    def answer(verb, argument):
        if verb == "AUTH":
            logins.append(argument)

    async with Relay(starttls(context, answer=answer)) as relay:
        channel = await connect(relay, f"?ca={chain}", "ann:s%40cret@")
        assert await channel.offer(LETTER) is None
        assert (await channel.deliver()).code == 250
        await channel.leave()

    # base64 of NUL ann NUL s@cret (RFC 4616)
    assert logins == ["PLAIN AGFubgBzQGNyZXQ="]
    assert relay.verbs[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


async def test_a_certificate_that_does_not_verify_stops_the_lane(certificate):
    _, context = certificate
    async with Relay(starttls(context)) as relay:
        answer = await connect(relay)

    assert answer.phase is Phase.TLS
    assert classify(answer).pause == "configuration"
    assert "MAIL" not in relay.verbs


async def test_a_relay_without_starttls_gets_no_letter():
    async with Relay() as relay:
        answer = await connect(relay)

    assert answer.phase is Phase.TLS
    assert classify(answer).pause == "configuration"
    assert relay.verbs == ["EHLO"]


@pytest.mark.parametrize(
    ("reply", "pause"),
    [("535 5.7.8 wrong password", "configuration"), ("454 4.7.0 later", "busy")],
)
async def test_a_refused_login_stops_the_lane(certificate, reply, pause):
    chain, context = certificate
    async with Relay(starttls(context, answer=at("AUTH", reply))) as relay:
        answer = await connect(relay, f"?ca={chain}", "ann:wrong@")

    assert answer.phase is Phase.LOGIN
    assert classify(answer).pause == pause


async def test_a_relay_that_offers_no_login_stops_the_lane(certificate):
    chain, context = certificate
    script = Script(extensions=("STARTTLS",), tls=context)
    async with Relay(script) as relay:
        answer = await connect(relay, f"?ca={chain}", "ann:secret@")

    assert (answer.phase, classify(answer).pause) == (Phase.LOGIN, "configuration")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1", RelayUrl("127.0.0.1", 25, Security.PLAIN)),
        ("smtp://localhost:1025", RelayUrl("localhost", 1025, Security.PLAIN)),
        ("smtp://[::1]", RelayUrl("::1", 25, Security.PLAIN)),
        ("smtp+starttls://mx.example.com", RelayUrl("mx.example.com", 587, Security.STARTTLS)),
        (
            "smtps://ann:p%40ss@mx.example.com:1465",
            RelayUrl("mx.example.com", 1465, Security.TLS, "ann", "p@ss"),
        ),
        (
            "smtp://mx.example.com?plaintext=accepted",
            RelayUrl("mx.example.com", 25, Security.PLAIN),
        ),
    ],
)
def test_urls_of_relays(url, expected):
    assert RelayUrl.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mx.example.com", "must be smtp://"),
        ("http://mx.example.com", "must be smtp://"),
        ("smtp://", "must be smtp://"),
        ("smtp://mx.example.com", "plaintext=accepted"),
        ("smtp://ann:secret@mx.example.com?plaintext=accepted", "password in the clear"),
        ("smtps://ann:secret@mx.example.com:port", "port"),
    ],
)
def test_urls_that_are_refused(url, word):
    with pytest.raises(SettingError, match=word) as error:
        RelayUrl.parse(url)

    assert "secret" not in str(error.value)
