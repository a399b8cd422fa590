"""``muster organization reminders``, ``--more-time`` and ``muster more-time``."""

import pytest


def test_the_rule_is_shown_and_changed_part_by_part(muster, here, employer):
    words = ("organization", "reminders", employer, *here)
    rule = muster(*words, "--before", "12h,7d", "--json").json["reminders"]
    assert rule == {"before_hours": [168, 12], "most": 2, "quiet_from": 21, "quiet_until": 8}
    said = muster(*words, "--most", 1, "--quiet", "none").output
    assert said == f"{employer} reminds 7 days and 12 h before the end, once at most, at any hour\n"
    assert "reminds nobody" in muster(*words, "--before", "none").output
    back = muster(*words, "--before", "3d,1d", "--most", 2, "--quiet", "21-8").output
    assert "3 days and 1 day before the end, 2 times at most, not between 21:00 and 8:00" in back


def test_what_asking_for_more_time_leads_to(muster, here, employer):
    for rule in ("off", "grant:5d", "ask"):
        words = ("organization", "change", employer, "--more-time", rule, *here, "--json")
        assert muster(*words).json["more_time"] == rule
    words = ("more-time", "list", "--organization", employer, *here, "--json")
    assert muster(*words).json == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["organization", "reminders", "{}", "--before", "soon"], "3d,1d or 12h"),
        (["organization", "reminders", "{}", "--before", "900d"], "one hour to a year"),
        (["organization", "reminders", "{}", "--most", "11"], "0 to 10"),
        (["organization", "reminders", "{}", "--quiet", "21-30"], "0 to 23"),
        (["organization", "reminders", "nobody-here"], "no organization"),
        (["organization", "change", "{}", "--more-time", "grant:31d"], "1 to 30 days"),
        (["more-time", "grant", "4711", "--organization", "{}"], "no such invitation"),
        (["more-time", "refuse", "x", "--organization", "{}"], "no such invitation"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(muster, here, employer, words, said):
    outcome = muster(*(word.format(employer) for word in words), *here)
    assert said in outcome.complaint
