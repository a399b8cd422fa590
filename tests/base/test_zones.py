"""What a wall clock in a zone means as an instant."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.zones import LocalTimeError, parse_beginning, parse_instant, parse_local

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-03-02 10:30", "Europe/Berlin", utc(2026, 3, 2, 9, 30)),
        ("2026-03-02T10:30", "Europe/Berlin", utc(2026, 3, 2, 9, 30)),
        (" 2026-03-02 10:30:59 ", "Europe/Berlin", utc(2026, 3, 2, 9, 30, 59)),
        ("2026-08-02 10:30", "Europe/Berlin", utc(2026, 8, 2, 8, 30)),
        ("2026-03-02 10:30", "Asia/Kolkata", utc(2026, 3, 2, 5)),
        ("2026-03-02 00:00", "Pacific/Kiritimati", utc(2026, 3, 1, 10)),
        ("2028-02-29 12:00", "UTC", utc(2028, 2, 29, 12)),
    ],
)
def test_a_local_time_is_taken_in_its_zone(text, zone, instant):
    assert parse_local(text, zone) == instant


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-03-29 02:00", "Europe/Berlin"),
        ("2026-03-29 02:59:59", "Europe/Berlin"),
        ("2026-03-08 02:30", "America/New_York"),
        ("2026-10-04 02:15", "Australia/Lord_Howe"),
        ("2026-04-24 00:00", "Africa/Cairo"),
        ("2011-12-30 12:00", "Pacific/Apia"),
        ("2011-12-30", "Pacific/Apia"),
    ],
)
def test_a_local_time_that_the_clocks_skip_is_refused(text, zone):
    with pytest.raises(LocalTimeError, match=f"expiry_date does not exist in {zone}") as caught:
        parse_local(text, zone)

    assert (caught.value.field, caught.value.code) == ("expiry_date", "bad_date")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-03-29 01:59:59", "Europe/Berlin"),
        ("2026-03-29 03:00", "Europe/Berlin"),
        ("2026-10-04 01:59:59", "Australia/Lord_Howe"),
        ("2026-10-04 02:30", "Australia/Lord_Howe"),
    ],
)
def test_the_edges_of_a_gap_exist(text, zone):
    wall = datetime.fromisoformat(text)

    assert parse_local(text, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


@pytest.mark.parametrize(
    ("text", "zone", "later"),
    [
        ("2026-10-25 02:30", "Europe/Berlin", utc(2026, 10, 25, 1, 30)),
        ("2026-11-01 01:30", "America/New_York", utc(2026, 11, 1, 6, 30)),
        ("2026-04-05 01:45", "Australia/Lord_Howe", utc(2026, 4, 4, 15, 15)),
        ("2018-02-17", "America/Sao_Paulo", utc(2018, 2, 18, 2, 59, 59)),
    ],
)
def test_a_local_time_that_exists_twice_means_the_later(text, zone, later):
    assert parse_local(text, zone) == later


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-03-02", "UTC", utc(2026, 3, 2, 23, 59, 59)),
        ("2026-03-02", "America/New_York", utc(2026, 3, 3, 4, 59, 59)),
        ("2026-04-24", "Africa/Cairo", utc(2026, 4, 24, 20, 59, 59)),
        ("2028-02-29", "Europe/Berlin", utc(2028, 2, 29, 22, 59, 59)),
    ],
)
def test_a_date_means_the_end_of_that_local_day(text, zone, instant):
    assert parse_local(text, zone) == instant
    assert parse_instant(text, zone, field="expires_at") == instant


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-02-30 10:00",
        "2026-13-01 10:00",
        "2026-00-10 10:00",
        "0000-01-01 10:00",
        "2026-03-02 24:00",
        "2026-03-02 10:60",
        "2026-03-02 10:30:60",
        "9999-12-31 23:59",
    ],
)
def test_a_date_that_does_not_exist_is_refused(text):
    with pytest.raises(LocalTimeError, match="expiry_date is not a date that exists"):
        parse_local(text, "America/New_York")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "02.03.2026", "2026-3-2", "2026-03-02 10:30 AM", "1772443800"],
)
def test_another_form_is_refused(text):
    with pytest.raises(LocalTimeError, match="expiry_date must look like YYYY-MM-DD HH:MM"):
        parse_local(text, "UTC")
    with pytest.raises(LocalTimeError, match="expires_at"):
        parse_instant(text, "UTC", field="expires_at")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T09:30:00Z", utc(2026, 3, 2, 9, 30)),
        ("2026-03-02t09:30:00z", utc(2026, 3, 2, 9, 30)),
        ("2026-03-02 09:30:00+00:00", utc(2026, 3, 2, 9, 30)),
        ("2026-03-02T09:30:00.250-05:00", utc(2026, 3, 2, 14, 30, 0, 250_000)),
        ("2026-03-02T09:30:00.250", utc(2026, 3, 2, 8, 30, 0, 250_000)),
        ("2026-03-02 09:30", utc(2026, 3, 2, 8, 30)),
    ],
)
def test_an_offset_wins_over_the_zone(text, instant):
    assert parse_instant(text, "Europe/Berlin", field="expires_at") == instant


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("9999-12-31T23:59:59-05:00", "UTC"),
        ("0001-01-01T00:00:00+05:00", "UTC"),
        ("9999-12-31T23:59:59.5", "America/New_York"),
        ("0001-01-01T00:00:00.5", "Asia/Tokyo"),
        ("2026-03-29T02:30:00.5", "Europe/Berlin"),
    ],
)
def test_an_instant_outside_of_all_time_is_refused(text, zone):
    with pytest.raises(LocalTimeError, match="exist"):
        parse_instant(text, zone, field="expires_at")


@pytest.mark.parametrize("text", ["9999-12-30T00:00:00Z", "9000-01-01", "1899-12-31T12:00:00Z"])
def test_an_instant_centuries_away_is_refused(text):
    with pytest.raises(LocalTimeError, match="too far away"):
        parse_instant(text, "Europe/Berlin", field="opens_at")


@given(st.text(max_size=40), st.sampled_from(ZONES))
def test_any_text_is_an_instant_or_refused(text, zone):
    with suppress(LocalTimeError):
        assert parse_instant(text, zone, field="expires_at").tzinfo is UTC


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001 -- wall clocks
def test_a_wall_clock_comes_back_or_was_skipped(wall, zone):
    wall = wall.replace(microsecond=0)
    earlier, later = (
        wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    # A skipped time is the only one for which the second reading lies before the first (PEP 495).
    if later < earlier:
        with pytest.raises(LocalTimeError, match="clocks go forward"):
            parse_local(wall.isoformat(" "), zone)
    else:
        assert parse_local(wall.isoformat(" "), zone) == later


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2027-01-31", datetime(2027, 1, 30, 23, tzinfo=UTC)),
        ("2027-01-31 10:00", datetime(2027, 1, 31, 9, tzinfo=UTC)),
        ("2027-01-31T10:00:00Z", datetime(2027, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_what_is_asked_from_a_date_on_is_asked_from_its_first_minute(text, instant):
    assert parse_beginning(text, "Europe/Berlin", field="since") == instant


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        ("2026-09-06", "America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
        ("2026-03-29", "Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("2026-11-01", "America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_a_day_without_one_midnight_has_a_beginning(day, zone, instant):
    assert parse_beginning(day, zone, field="since") == instant


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_does_not_exist_has_no_beginning(day):
    with pytest.raises(LocalTimeError):
        parse_beginning(day, "America/Santiago", field="since")
