"""The three names of a row."""

import time
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.ids import (
    MAX_ID,
    from_object_id,
    from_typeid,
    new_uid,
    parse_integer,
    parse_uuid,
    to_object_id,
    to_typeid,
)

SECOND = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

# https://github.com/jetify-com/typeid, spec/valid.yml
TYPEIDS = [
    ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
    ("00000000-0000-0000-0000-000000000001", "00000000000000000000000001"),
    ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
    ("00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"),
    ("00000000-0000-0000-0000-000000000020", "00000000000000000000000010"),
    ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
    ("0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"),
    ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
]


def test_a_uid_has_version_7_and_the_variant_of_the_rfc():
    for _ in range(100):
        uid = new_uid()
        assert (uid.version, uid.variant) == (7, RFC_4122)


def test_a_uid_begins_with_the_milliseconds_of_its_making():
    before = time.time_ns() // 1_000_000
    milliseconds = new_uid().int >> 80

    assert before <= milliseconds <= time.time_ns() // 1_000_000


def test_uids_of_later_milliseconds_sort_later():
    first = new_uid()
    time.sleep(0.002)

    assert first < new_uid()
    assert str(first) < str(new_uid())


def test_uids_of_the_same_moment_differ():
    assert len({new_uid() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(("uid", "suffix"), TYPEIDS)
def test_a_typeid_is_written_and_read_as_specified(uid, suffix):
    assert to_typeid("prefix", UUID(uid)) == f"prefix_{suffix}"
    assert from_typeid("prefix", f"prefix_{suffix}") == UUID(uid)


@given(st.uuids(), st.sampled_from(["inv", "cand", "act", "pre_fix"]))
def test_every_uuid_makes_the_round_trip(uid, prefix):
    assert from_typeid(prefix, to_typeid(prefix, uid)) == uid


@pytest.mark.parametrize(
    "text",
    [
        "inv_01h455vb4pex5vsknk084sn02",
        "inv_01h455vb4pex5vsknk084sn02qq",
        "inv_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "inv_01H455VB4PEX5VSKNK084SN02Q",
        "inv_01h455vb4pex5vsknk084sn02u",
        "inv_01h455vb4pex5vsknk084sn02l",
        "inv-01h455vb4pex5vsknk084sn02q",
        "cand_01h455vb4pex5vsknk084sn02q",
        "_01h455vb4pex5vsknk084sn02q",
        "01h455vb4pex5vsknk084sn02q",
        "inv_",
        "inv",
        "",
    ],
)
def test_what_is_no_typeid_of_this_kind_is_nothing(text):
    assert from_typeid("inv", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "01890A5D-AC96-774B-BCCE-B302099A8057",
        "01890a5dac96774bbcceb302099a8057",
    ],
)
def test_a_plain_uuid_does_as_well_as_a_typeid(text):
    assert parse_uuid(text) == from_typeid("inv", text) == UUID(TYPEIDS[-1][0])


@pytest.mark.parametrize(
    "text",
    [
        "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5dac96-774b-bcce-b302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a805",
        "\N{ARABIC-INDIC DIGIT ZERO}1890a5d-ac96-774b-bcce-b302099a8057",
        "",
    ],
)
def test_other_ways_to_write_a_uuid_are_nothing(text):
    assert parse_uuid(text) is None


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), (str(MAX_ID), MAX_ID)])
def test_a_decimal_is_an_id(text, number):
    assert parse_integer(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "+1",
        "1.0",
        "1e3",
        " 1",
        "1_000",
        "٣",
        "²",
        "0x1f",
        str(MAX_ID + 1),
        "9" * 5000,
    ],
)
def test_what_is_no_positive_decimal_in_range_is_nothing(text):
    assert parse_integer(text) is None


def test_an_object_id_has_8_hex_of_the_second_and_16_of_the_row():
    moment = SECOND.replace(microsecond=999_999)

    assert to_object_id(moment, 0xABC) == "69a558980000000000000abc"


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2106, 2, 7)),  # noqa: DTZ001 -- made aware below
    st.integers(1, MAX_ID),
)
def test_an_object_id_makes_the_round_trip(moment, row):
    moment = moment.replace(tzinfo=UTC)
    text = to_object_id(moment, row)

    assert len(text) == 24
    assert from_object_id(text) == (moment.replace(microsecond=0), row)
    assert from_object_id(text.upper()) == from_object_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "69a55928",
        "69a5592800000000000000000",
        "69a55928" + "0" * 16,
        "69a55928" + f"{MAX_ID + 1:016x}",
        "69a55928" + "000000000000000g",
        "69a55928" + "0x00000000000abc",
        "69a55928" + "+000000000000abc",
        "69a55928" + "00000000_0000abc",
        " 69a5592" + "0000000000000abc",
        "69a5592٨" + "0000000000000abc",
    ],
)
def test_what_is_no_object_id_is_nothing(text):
    assert from_object_id(text) is None
