"""What is an address, and when two are the same person's."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from muster.base import addresses
from muster.base.addresses import AddressError, parse_address

ATOM = st.text("abcXYZ019_+-", min_size=1, max_size=12)
LABEL = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)
TOP = st.one_of(
    st.sampled_from(["com", "ORG", "test", "mytest", "arpa"]),
    st.from_regex(r"[a-z]{2,24}", fullmatch=True),
)
PLAIN = st.builds(
    lambda local, labels, top: f"{'.'.join(local)}@{'.'.join([*labels, top])}",
    st.lists(ATOM, min_size=1, max_size=6),
    st.lists(LABEL, min_size=1, max_size=4),
    TOP,
)


def look_closely(text: str) -> addresses.Address | None:
    """What the library says of an address."""
    try:
        return addresses._look_closely(text, "email")
    except AddressError:
        return None


@given(PLAIN)
@example("a@b.co")
@example("a@example.invalid")
@example("a@localhost")
@example("a@xn--bcher-kva.example")
@example(f"{'a' * 64}@example.com")
@example(f"{'a' * 65}@example.com")
@example(f"a@{'b' * 63}.com")
@example(f"a@{'b' * 64}.com")
@example(f"a@{'.'.join(['b' * 63] * 3)}.{'c' * 57}.com")
@example(f"a@{'.'.join(['b' * 63] * 3)}.{'c' * 58}.com")
@example("a@b-.com")
@example("a@ab--cd.com")
@example("a--b@example.com")
@example("a.@example.com")
@example("a@example.c")
@example("a@example.123")
def test_the_quick_way_never_disagrees_with_the_library(text):
    try:
        found = parse_address(text)
    except AddressError:
        found = None

    assert found == look_closely(text)


@given(PLAIN)
def test_an_address_that_passes_passes_again_with_the_same_key(text):
    assume(look_closely(text))
    address = parse_address(text)

    assert parse_address(address.key).key == address.key
    assert parse_address(f"  {text.swapcase()}\n").key == address.key


def test_the_quick_way_is_taken_by_nearly_every_address():
    assert addresses._PLAIN.fullmatch("Ada.Okonkwo+jobs@mail.example.com")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("zoe\u0308@example.com", "zoë@example.com"),
        ("ZOË@example.com", "zoë@example.com"),
        ("info@bücher.example.org", "info@xn--bcher-kva.example.org"),
        ("info@BÜCHER.example.org", "info@xn--bcher-kva.example.org"),
        ("info@xn--bcher-kva.example.org", "info@xn--bcher-kva.example.org"),
        ("почта@пример.example.org", "почта@xn--e1afmkfd.example.org"),
        ("अनुष्का@example.org", "अनुष्का@example.org"),
    ],
)
def test_addresses_of_one_person_have_one_key(text, key):
    address = parse_address(text)

    assert (address.given, address.key) == (text, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example",
        "ada@@example.com",
        "ada okonkwo@example.com",
        "Ada <ada@example.com>",
        "ada@example.com,eve@example.com",
        "ada@example.com\nbcc: eve@example.com",
        "ada\r\n@example.com",
        "ada\0@example.com",
        "ada\u202e@example.com",
        '"ada okonkwo"@example.com',
        "ada(comment)@example.com",
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        "ada@localhost",
        "ada@muster.test",
        ".ada@example.com",
        "ada.@example.com",
        "a..da@example.com",
        "ada@-example.com",
        "ada@example..com",
        "ada@exam_ple.com",
        "ada@xn--a.example.com",
        "ada@" + "a." * 125 + "com",
        "ada@" + "a" * 100_000,
    ],
)
def test_what_is_no_address_is_refused_without_being_quoted(text):
    with pytest.raises(AddressError) as caught:
        parse_address(text, field="candidate_email")

    assert caught.value.message == "candidate_email is not a valid e-mail address"
    assert (caught.value.field, caught.value.code) == ("candidate_email", "bad_address")


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(text):
    try:
        address = parse_address(text)
    except AddressError:
        return

    assert address.given == text.strip()
    assert len(address.given.splitlines()) == 1
