"""Moments in words: the same in no two languages, and never of another day, zone or season."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.base.language import LANGUAGES
from muster.base.moments import brief, clock, day, instant

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", "Monday, March 2, 2026, 9:30\u202fAM (UTC)"),
        (
            "Europe/Berlin",
            "Monday, March 2, 2026, 10:30\u202fAM (Central European Standard Time, UTC+01:00)",
        ),
        ("Asia/Kolkata", "Monday, March 2, 2026, 3:00\u202fPM (India Time, UTC+05:30)"),
        (
            "America/New_York",
            "Monday, March 2, 2026, 4:30\u202fAM (Eastern Standard Time, UTC-05:00)",
        ),
    ],
)
def test_an_instant_is_written_with_weekday_zone_and_offset(zone, expected):
    assert instant(MORNING, zone, "en") == expected


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_summer_and_winter_are_told_apart_in_every_language(spoken):
    winter = instant(MORNING, "Europe/Berlin", spoken)
    summer = instant(MORNING.replace(month=8), "Europe/Berlin", spoken)

    assert "+01:00" in winter
    assert "+02:00" in summer


def test_every_language_writes_an_instant_its_own_way():
    written = {instant(MORNING, "Europe/Berlin", one) for one in LANGUAGES}

    assert len(written) == len(LANGUAGES)


def test_a_moment_is_written_short_by_its_parts():
    assert brief(MORNING, "Europe/Berlin", "en") == "Mar 2, 2026, 10:30\u202fAM"
    assert brief(MORNING, "Europe/Berlin", "ar") == "02\u200f/03\u200f/2026، 10:30 ص"
    assert day(MORNING, "Pacific/Kiritimati", "de") == "02.03.2026"
    assert clock(MORNING, "Asia/Kathmandu", "de") == "15:15"


def test_what_was_written_once_is_right_for_other_hours_seasons_and_offsets():
    zones = ("Europe/Berlin", "Europe/London", "Africa/Casablanca", "Australia/Lord_Howe")
    for zone in zones:
        said = {instant(MORNING + timedelta(hours=37 * step), zone, "en") for step in range(300)}
        assert len(said) == 300
    assert "Greenwich Mean Time, UTC+00:00" in instant(MORNING, "Europe/London", "en")
    assert "British Summer Time, UTC+01:00" in instant(
        MORNING.replace(month=7), "Europe/London", "en"
    )
