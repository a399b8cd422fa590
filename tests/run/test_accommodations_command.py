"""``muster accommodation``: giving, showing, refusing."""

import pytest


@pytest.fixture
def person(muster, here, employer):
    """Somebody who was invited, by address."""
    address = "noor@example.com"
    who = ("--email", address, "--name", "Noor Haddad")
    words = ("--organization", employer, "--activity", "customer-support-english")
    assert muster("invite", *words, *who, *here).status == 0
    return address


def test_an_accommodation_is_set_and_shown_by_address_and_by_id(muster, here, employer, person):
    tenant = ("--organization", employer)
    plain = muster("accommodation", "show", person, *tenant, *here)
    assert plain.output == "Noor Haddad: nothing special\n"
    given = ("--time-factor", "1.50", "--break-minutes", 15)
    made = muster("accommodation", "set", person, *tenant, *given, *here, "--json")
    assert made.json["time_factor"] == 1.5
    shown = muster("accommodation", "show", made.json["candidate"], *tenant, *here)
    assert shown.output == "Noor Haddad: 1.5 times the time, 15 minutes of breaks\n"
    without = muster("accommodation", "set", person, *tenant, "--untimed", *here)
    assert without.output == "Noor Haddad: no time limits, 0 minutes of breaks\n"
    assert muster("accommodation", "requests", *tenant, *here, "--json").json == []


@pytest.mark.parametrize(
    ("who", "factor", "said"),
    [
        ("noor@example.com", "11", "between 1 and 10"),
        ("noor@example.com", "a lot", "not a factor"),
        ("nobody@example.com", "2", "no such candidate"),
        ("999999", "2", "no such candidate"),
    ],
)
@pytest.mark.usefixtures("person")
def test_what_cannot_be_given_is_said_in_one_line(muster, here, employer, who, factor, said):
    words = ("--organization", employer, "--time-factor", factor)
    assert said in muster("accommodation", "set", who, *words, *here).complaint
