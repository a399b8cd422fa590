"""A return path names its letter, to us only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.return_path import ReturnPath
from muster.base.signing import KeyRing, LinkClaim, LinkKind

RING = KeyRing({1: b"o" * 32})
PATHS = ReturnPath(RING, "bounces.example.com")
OURS = PATHS.address(7, 42)
CLAIM = LinkClaim(LinkKind.RETURN, 7, 42, 0)


@given(st.integers(1, 2**32 - 1), st.integers(1, 2**48 - 1))
def test_what_is_written_fits_a_mail_address_and_is_read_again(organization, message):
    address = PATHS.address(organization, message)
    assert len(address.partition("@")[0]) <= 64
    claim = LinkClaim(LinkKind.RETURN, organization, message, 0)
    assert PATHS.find(f"To: <{address}>".encode()) == claim


@pytest.mark.parametrize(
    "content",
    [OURS.upper(), f"Delivered-To: {OURS}\r\n", f"x {OURS}> y", f"a@b.example\n\n{OURS}"],
)
def test_it_is_found_wherever_and_however_it_is_written(content):
    assert PATHS.find(content.encode()) == CLAIM


def test_a_forged_one_is_passed_by_for_a_genuine_one():
    forged = ReturnPath(KeyRing({1: b"f" * 32}), "bounces.example.com").address(7, 42)
    other = ReturnPath(RING, "elsewhere.example.com").address(7, 43)
    link = f"bounce+{RING.sign(LinkClaim(LinkKind.INVITATION, 7, 42, 0))}@bounces.example.com"
    none = f"{forged} {other} {link} {OURS[:-22]}@bounces.example.com".encode()
    assert PATHS.find(none) is None
    assert PATHS.find(none + b" " + OURS.encode()) == CLAIM
    assert PATHS.find((forged * 10 + OURS).encode()) is None
    assert ReturnPath(RING, "").find(OURS.encode()) is None


def test_one_signed_with_a_key_that_was_replaced_is_read():
    ring = KeyRing({2: b"n" * 32, 1: b"o" * 32})
    assert ReturnPath(ring, "bounces.example.com").find(OURS.encode()) == CLAIM
