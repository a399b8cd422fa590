"""A token says what was signed, or nothing at all."""

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.ids import CROCKFORD, MAX_ID
from muster.base.links import Links
from muster.base.signing import (
    MAX_LINK_VERSION,
    TOKEN_LENGTH,
    KeyRing,
    LinkClaim,
    LinkFault,
    LinkKind,
    SecretKeysError,
)

OLD, NEW, FOREIGN = b"o" * 32, b"n" * 32, b"f" * 32
RING = KeyRing({7: OLD})
CLAIM = LinkClaim(LinkKind.INVITATION, 12, 345_678, 2)
TOKEN = RING.sign(CLAIM)

claims = st.builds(
    LinkClaim,
    kind=st.sampled_from(LinkKind),
    organization=st.integers(1, 2**32 - 1),
    subject=st.integers(1, MAX_ID),
    version=st.integers(0, MAX_LINK_VERSION),
)


@given(claims, st.integers(0, 255))
def test_a_claim_is_read_as_it_was_signed(claim, key):
    ring = KeyRing({key: OLD})
    token = ring.sign(claim)

    assert ring.read(token) == claim
    assert len(token) == TOKEN_LENGTH
    assert set(token) <= set(CROCKFORD)


def test_a_token_never_changes():
    # Links stand in letters for years: a change of the format would break every one of them.
    assert TOKEN == "21r00000r000002mckg008d798df07wbmaw4tcp8m3np1ny5"


@pytest.mark.parametrize("place", range(TOKEN_LENGTH))
def test_a_changed_letter_is_refused(place):
    for letter in set(CROCKFORD) - {TOKEN[place]}:
        forged = TOKEN[:place] + letter + TOKEN[place + 1 :]
        assert RING.read(forged) is LinkFault.WRONG


def test_two_swapped_letters_are_refused():
    for place, (first, second) in enumerate(pairwise(TOKEN)):
        if first != second:
            assert RING.read(TOKEN[:place] + second + first + TOKEN[place + 2 :]) is LinkFault.WRONG


@pytest.mark.parametrize("length", range(1, TOKEN_LENGTH))
def test_a_token_that_a_mail_program_cut_off_says_so(length):
    assert RING.read(TOKEN[:length]) is LinkFault.CUT


@pytest.mark.parametrize(
    "text",
    [
        "",
        TOKEN + "0",
        TOKEN + TOKEN,
        TOKEN[:-1] + "u",
        TOKEN[:-1] + "=",
        TOKEN[:-1] + "é",
        TOKEN[:-1] + "٣",
        TOKEN[:-1] + "\N{CYRILLIC SMALL LETTER A}",
        TOKEN[:-1] + "\N{FULLWIDTH DIGIT ONE}",
        TOKEN[:20] + " " + TOKEN[21:],
        TOKEN[:20] + "-" + TOKEN[20:],
        "../../etc/passwd",
        "\0" * TOKEN_LENGTH,
        "z" * TOKEN_LENGTH,
        "0" * TOKEN_LENGTH,
    ],
)
def test_what_is_no_token_is_refused(text):
    assert RING.read(text) is LinkFault.WRONG


@given(st.text(max_size=60))
def test_no_text_is_taken_for_a_token(text):
    assert RING.read(text) in {LinkFault.CUT, LinkFault.WRONG}


def test_capital_letters_white_space_and_look_alikes_are_forgiven():
    alike = TOKEN.replace("0", "O").replace("1", "l")

    assert alike != TOKEN
    assert RING.read(TOKEN.upper()) == CLAIM
    assert RING.read(f" {TOKEN}\r\n") == CLAIM
    assert RING.read(alike) == CLAIM
    assert RING.read(TOKEN.replace("1", "I")) == CLAIM


def test_a_token_of_a_foreign_key_is_refused():
    assert KeyRing({7: FOREIGN}).read(TOKEN) is LinkFault.WRONG
    assert KeyRing({8: OLD}).read(TOKEN) is LinkFault.WRONG


def test_the_newest_key_signs_and_all_keys_verify():
    both = KeyRing({8: NEW, 7: OLD})

    assert both.read(TOKEN) == CLAIM
    assert both.sign(CLAIM) == KeyRing({8: NEW}).sign(CLAIM) != TOKEN
    assert RING.read(both.sign(CLAIM)) is LinkFault.WRONG


def test_a_ring_is_read_newest_first_from_hex_or_base64():
    encoded = base64.urlsafe_b64encode(OLD).decode().rstrip("=")
    ring = KeyRing.parse(f" 8:{NEW.hex()} , 7:{encoded}")

    assert ring.sign(CLAIM) == KeyRing({8: NEW}).sign(CLAIM)
    assert ring.read(TOKEN) == CLAIM


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "secret",
        NEW.hex(),
        f"8:{NEW.hex()},",
        f"8:{NEW.hex()},8:{OLD.hex()}",
        f"256:{NEW.hex()}",
        f"-1:{NEW.hex()}",
        f"x:{NEW.hex()}",
        f"٣:{NEW.hex()}",
        "8:",
        "8:" + base64.urlsafe_b64encode(b"n" * 31).decode(),
        "8:" + base64.urlsafe_b64encode(b"n" * 65).decode(),
        "8:" + "g" * 64,
        "8:short",
        "8:" + "é" * 43,
        "8:" + "!" * 64,
    ],
)
def test_a_ring_that_cannot_be_used_is_refused(text):
    with pytest.raises(SecretKeysError):
        KeyRing.parse(text)


def test_an_empty_ring_is_refused():
    with pytest.raises(SecretKeysError):
        KeyRing({})


def test_a_ring_with_the_longest_secret_signs():
    ring = KeyRing.parse("8:" + base64.urlsafe_b64encode(b"n" * 64).decode())

    assert ring.read(ring.sign(CLAIM)) == CLAIM


def test_fingerprints_tell_rings_apart_and_give_no_secret_away():
    prints = KeyRing({8: NEW, 7: OLD}).fingerprints

    assert RING.fingerprints < prints
    assert len(prints) == 2
    assert KeyRing({8: OLD}).fingerprints.isdisjoint(RING.fingerprints)
    assert not any(OLD.hex()[:8] in one for one in prints)


def test_a_link_carries_the_token_and_is_read_back():
    links = Links(RING, "https://jobs.example.com")

    assert links.url(CLAIM) == f"https://jobs.example.com/i/{TOKEN}"
    assert links.fragment_url(CLAIM) == f"https://jobs.example.com/#?sessionToken={TOKEN}"
    assert links.read(TOKEN) == CLAIM


@pytest.mark.parametrize("kind", [LinkKind.REMINDERS, LinkKind.REPORT, LinkKind.RETURN])
def test_a_token_for_one_thing_opens_no_other(kind):
    links = Links(RING, "https://jobs.example.com")
    token = RING.sign(LinkClaim(kind, 12, 7, 0))

    assert links.read(token) is LinkFault.WRONG
    assert links.read(token, frozenset({kind})) == LinkClaim(kind, 12, 7, 0)
    assert links.read(TOKEN, frozenset({kind})) is LinkFault.WRONG
