"""A webhook is what its sender signed, or nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base import signatures
from muster.client import SignatureError, verify

# The vector that the specification publishes.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOAD = b'{"test": 2432232314}'
NOW = 1614265330
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
OTHER = signatures.new_secret()


def test_the_published_vector_is_good():
    hook = verify(PAYLOAD, HEADERS, SECRET, now=NOW)
    assert hook.id == HEADERS["webhook-id"]
    assert hook.timestamp == NOW
    assert hook.body == {"test": 2432232314}
    assert hook.type == ""


def test_headers_may_be_written_in_any_case_and_stand_among_others():
    given_headers = {name.title(): value for name, value in HEADERS.items()} | {"Host": "x"}
    assert verify(PAYLOAD, given_headers, [OTHER, SECRET], now=NOW + 299)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "é"},
        {"webhook-signature": "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    ],
)
def test_what_was_changed_is_refused(changed):
    with pytest.raises(SignatureError):
        verify(PAYLOAD, HEADERS | changed, SECRET, now=NOW)


def test_another_body_another_secret_and_another_time_are_refused():
    with pytest.raises(SignatureError):
        verify(PAYLOAD + b" ", HEADERS, SECRET, now=NOW)
    with pytest.raises(SignatureError):
        verify(PAYLOAD, HEADERS, OTHER, now=NOW)
    with pytest.raises(SignatureError):
        verify(PAYLOAD, HEADERS, SECRET)
    with pytest.raises(SignatureError):
        verify(PAYLOAD, {}, SECRET, now=NOW)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.binary(max_size=40))
def test_whatever_a_stranger_sends_is_refused_and_never_breaks(hook_id, timestamp, signature, body):
    headers = {
        "webhook-id": hook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
    }
    with pytest.raises(SignatureError):
        verify(body, headers, SECRET)


def test_what_is_signed_but_no_object_is_refused():
    key = signatures.secret_bytes(OTHER)
    for body in (b"[]", b"x"):
        with pytest.raises(SignatureError):
            verify(body, signatures.headers([key], "msg_1", NOW, body), OTHER, now=NOW)
    body = json.dumps({"type": "invitation.created"}).encode()
    hook = verify(body, signatures.headers([key], "msg_1", NOW, body), OTHER, now=NOW)
    assert hook.type == "invitation.created"
