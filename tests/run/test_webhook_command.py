"""``muster webhook``: made, shown, changed, tested, repeated."""

import pytest

URL = "https://ats.example.com/in"


@pytest.fixture
def told(muster, here, employer):
    """Run a subcommand on the employer's webhooks, and answer in JSON."""

    def told(*words, status: int = 0):
        done = muster("webhook", *words, "--organization", employer, *here, "--json")
        assert done.status == status, done.output
        return done.json

    return told


def test_the_way_of_a_webhook(muster, here, employer, told, tmp_path):
    password = tmp_path / "password"
    password.write_text("open sesame\n")
    auth = ("--auth-user", "muster", "--auth-secret-file", password)
    made = told("create", URL, "--event", "report.*", "--description", "Our ATS", *auth)
    name = made["id"]
    assert made["secret"].startswith("whsec_")
    assert (made["events"], made["auth"]) == (["report.*"], {"type": "basic", "name": "muster"})
    changed = told("change", name, "--all-events", "--no-auth", "--url", f"{URL}/2")
    assert (changed["events"], changed["auth"], changed["url"]) == ([], None, f"{URL}/2")
    assert told("show", name) == changed == told("list")[0]
    assert told("roll", name, "--grace-hours", 1)["secret"] != made["secret"]

    call = told("ping", name)
    assert told("disable", name)["disabled_reason"] == "operator"
    (dead,) = told("calls", name, "--state", "dead")
    assert (dead["id"], dead["reason"]) == (call["id"], "disabled")
    assert told("enable", name)["state"] == "active"
    assert told("replay", name) == {"calls": 1}
    assert told("replay", name, "--call", call["id"]) == {"calls": 1}
    assert told("replay", name, "--since", "2026-01-01 00:00", status=1)["error"]["code"]
    shown = muster("webhook", "show", name, "--organization", employer, *here).output
    assert shown.splitlines()[:4] == [
        f"{name}  active",
        f"{URL}/2",
        "muster: all events",
        "Our ATS",
    ]
    lines = muster("webhook", "calls", name, "--organization", employer, *here).output
    assert "webhook.ping" in lines
    assert told("remove", name) == {"removed": name}
    assert told("list") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "http://ats.example.com/"), "public https hosts"),
        (("create", URL, "--event", "*"), "no event type"),
        (("create", URL, "--style", "xobin"), "is one of start, submission, updates"),
        (("create", URL, "--auth-user", "me"), "--auth-secret-file"),
        (("show", "whe_1"), "no such webhook"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(muster, here, employer, words, said):
    done = muster("webhook", *words, "--organization", employer, *here)
    assert done.status == 1
    assert said in done.errors
