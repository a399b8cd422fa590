"""Signing as Standard Webhooks publish it, and sealing what must be said again."""

import base64
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from muster.base import signatures
from muster.base.sealing import Sealer, SealError
from muster.base.signing import KeyRing

# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
OLD, NEW = {1: bytes(32)}, {2: b"\x01" * 32, 1: bytes(32)}


def test_the_published_vector():
    key = signatures.secret_bytes(SECRET)
    signature = signatures.sign(key, MESSAGE, 1614265330, BODY)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_library_verifies_what_we_sign_while_secrets_are_rotated():
    old, new = signatures.new_secret(), signatures.new_secret()
    keys = [signatures.secret_bytes(secret) for secret in (new, old)]
    now = 1614265330
    body = '{"name": "„Zoë“"}'.encode()
    headers = signatures.headers(keys, "whc_01", now, body)
    for secret in (old, new):
        said = Webhook(secret).sign("whc_01", datetime.fromtimestamp(now, UTC), body.decode())
        assert said in headers["webhook-signature"].split()


def test_a_new_secret_has_32_random_bytes():
    one, other = signatures.new_secret(), signatures.new_secret()
    assert len(signatures.secret_bytes(one)) == 32
    assert one != other


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_!!!!", "whsec_" + "A" * 28, "A" * 88])
def test_a_secret_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match="webhook secret"):
        signatures.secret_bytes(text)


def test_the_longest_secret_is_taken():
    assert signatures.secret_bytes(base64.b64encode(bytes(64)).decode()) == bytes(64)


def test_what_an_old_key_sealed_opens_after_the_ring_was_renewed():
    sealed = Sealer(KeyRing(OLD)).seal(b"open sesame", b"here")
    assert b"sesame" not in sealed
    assert Sealer(KeyRing(NEW)).open(sealed, b"here") == b"open sesame"
    assert Sealer(KeyRing(NEW)).seal(b"a", b"here")[1] == 2


@pytest.mark.parametrize(
    ("change", "place", "ring"),
    [
        (lambda sealed: sealed, b"there", OLD),
        (lambda sealed: sealed, b"here", {2: bytes(32)}),
        (lambda sealed: sealed, b"here", {1: b"\x01" * 32}),
        (lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), b"here", OLD),
        (lambda sealed: b"\x02" + sealed[1:], b"here", OLD),
    ],
)
def test_nothing_else_opens(change, place, ring):
    sealed = change(Sealer(KeyRing(OLD)).seal(b"open sesame", b"here"))
    with pytest.raises(SealError):
        Sealer(KeyRing(ring)).open(sealed, place)


def test_no_two_seals_are_alike():
    sealer = Sealer(KeyRing(OLD))
    assert sealer.seal(b"a", b"here") != sealer.seal(b"a", b"here")
