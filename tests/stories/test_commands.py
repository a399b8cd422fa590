"""A newcomer's first commands on an empty folder, with no server and then with one."""

import csv
import os
import re
from pathlib import Path

import pytest
from story_people import people
from story_program import eventually, muster, muster_json, relaying, serving

pytestmark = pytest.mark.slow
EXAMPLE = Path(__file__).parents[2] / "examples" / "bookkeeping-basics.yaml"
INVITE = ("invite", "--organization", "acme", "--activity", "bookkeeping-basics")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with an organization and an activity, made by commands alone."""
    folder = tmp_path_factory.mktemp("newcomer")
    here = ("--data", folder / "data")
    created = muster("organization", "create", "acme", "--name", "Acme", *here)
    assert created == "Created acme: Acme\n"
    (imported,) = muster_json("activity", "import", EXAMPLE, "--organization", "acme", *here)
    assert (imported["key"], imported["kind"], imported["version"]) == (
        "bookkeeping-basics",
        "assessment",
        1,
    )
    return folder


def test_commands_without_a_server_leave_none_behind(folder):
    made = muster(*INVITE, "--email", "zoe@example.com", "--name", "Zoë",
                  "--data", folder / "data")  # fmt: skip
    assert re.fullmatch(r"created: http://127\.0\.0\.1:8000/i/[0-9a-z]{48}\n", made)
    assert str(folder) not in "".join(running_programs())


def test_a_spreadsheets_list_with_bad_rows_is_mailed_while_a_server_runs(folder):
    data, file = folder / "data", folder / "people.csv"
    rows = [
        *people(60, "sheet"),
        ("Bad", "nowhere"),
        ("", "nobody@example.com"),
        ("=1+1", "f@example.com"),
    ]
    lines = ["Name;E-Mail", *(";".join(row) for row in rows)]
    file.write_bytes("\r\n".join(lines).encode("utf-16"))
    with (
        relaying(folder / "letters") as relay,
        serving(data, "--smtp-url", relay.url, MUSTER_MAIL_FROM="jobs@example.org") as server,
    ):
        refusal = muster(*INVITE, file, "--send", "--data", data, "--json", status=1)
        assert refusal.count('"refused"') == 2
        eventually(lambda: server.waiting() == 0)
        letters = relay.delivered()
    assert {one.recipient for one in letters} == {email for _, email in rows[:60]} | {
        "f@example.com"
    }
    assert {one.sender for one in letters} == {"jobs@example.org"}
    with file.with_suffix(".results.csv").open(encoding="utf-8-sig", newline="") as results:
        told = list(csv.DictReader(results))
    assert [int(row["line"]) for row in told] == list(range(2, 65))
    assert [row["outcome"] for row in told[60:]] == ["refused", "refused", "created"]
    assert told[62]["name"] == "'=1+1"
    tokens = {one.recipient: one.link.rpartition("/")[2] for one in letters}
    for row in told[:60]:
        assert row["link"].rpartition("/")[2] == tokens[row["email"]]


def running_programs() -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                found.append((process / "cmdline").read_text(errors="replace"))
            except OSError:
                continue
    return found
