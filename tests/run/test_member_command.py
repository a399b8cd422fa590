"""``muster member``: people let into a console by whoever runs the installation."""

import re

import pytest


@pytest.fixture
def there(here, employer):
    return ("--organization", employer, *here)


def test_members_are_added_listed_changed_and_removed(muster, there):
    words = ("ana@example.com", "--role", "owner", "--name", "Ana Ọlá")
    made = muster("member", "add", *words, *there)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/console/sign-in/[0-9a-z]{48}\n", made.output)
    added = muster("member", "add", "bo@example.com", *there, "--send", "--json").json
    assert (added["email"], added["role"], added["link"]) == ("bo@example.com", "recruiter", None)
    listed = muster("member", "list", *there)
    assert "Ana Ọlá" in listed.output
    changed = muster("member", "role", "BO@example.com", "auditor", *there)
    assert changed.output == "bo@example.com has the role auditor\n"
    assert muster("member", "link", "bo@example.com", *there, "--json").json["link"]
    assert muster("member", "remove", "bo@example.com", *there).output == "Removed bo@example.com\n"
    (ana,) = muster("member", "list", *there, "--json").json
    assert (ana["name"], ana["role"], ana["joined_at"]) == ("Ana Ọlá", "owner", None)
    for verb in (("role", "ana@example.com", "reviewer"), ("remove", "ana@example.com")):
        assert "only owner" in muster("member", *verb, *there).complaint


def test_a_link_without_a_name_is_for_the_first_owner(muster, there):
    assert "/console/sign-in/" in muster("member", "link", *there).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "nobody"], "not a valid e-mail address"),
        (["add", "eva@example.com", "--role", "king"], "--role must be one of owner"),
        (["link", "eva@example.com"], "no such member"),
        (["remove", "eva@example.com"], "no such member"),
    ],
)
def test_what_cannot_be_is_said(muster, there, words, said):
    assert said in muster("member", *words, *there).complaint
