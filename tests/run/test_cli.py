"""Commands: what they print for people and for programs, and how they refuse."""

import csv
import email
import email.policy
import json
import socket
from pathlib import Path

import pytest

from muster.base.signing import KeyRing
from muster.storage.migrate import migrations

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def test_an_organization_is_created_changed_and_listed(muster, here):
    words = ("--name", "Café Müller", "--time-zone", "Europe/Berlin", "--locale", "de")
    made = muster("organization", "create", "cafe", *words, *here, "--json")
    assert made.status == 0
    assert made.json["slug"] == "cafe"
    assert made.json["time_zone"] == "Europe/Berlin"
    changed = muster("organization", "change", "cafe", "--contact", "jobs@example.com", *here)
    assert (changed.status, changed.output) == (0, "Changed cafe\n")
    listed = muster("organization", "list", *here, "--json").json
    (cafe,) = [one for one in listed if one["slug"] == "cafe"]
    assert cafe == made.json | {"contact": "jobs@example.com"}
    assert "Café Müller" in muster("organization", "list", *here).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["organization", "create", "Bad Slug!", "--name", "N"], "lower-case letters"),
        (["organization", "create", "x", "--time-zone", "Mars/Olympus"], "IANA time zone"),
        (["organization", "create", "x", "--locale", "klingon!"], "language tag"),
        (["organization", "create", "x", "--accent-color", "red"], "#"),
        (["organization", "change", "nobody", "--name", "N"], "nobody"),
        (["key", "create", "--organization", "nobody"], "no organization"),
        (["key", "list", "--organization", "nobody"], "no organization"),
        (["activity", "list", "--organization", "nobody"], "no organization"),
    ],
)
def test_a_wrong_value_is_said_in_one_line(muster, here, words, said):
    assert said in muster(*words, *here).complaint


def test_a_refusal_in_json_has_a_code(muster, here):
    refused = muster("key", "create", "--organization", "nobody", *here, "--json")
    assert refused.status == 1
    assert refused.json["error"]["code"] == "unknown_organization"
    assert refused.errors == ""


def test_a_slug_is_taken_once(muster, here, employer):
    assert "exists already" in muster("organization", "create", employer, *here).complaint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["invite"], "--organization"),
        (["nonsense"], "nonsense"),
        (["key", "create", "--organization", "x", "--colour", "red"], "--colour"),
        (["serve", "--port", "many"], "--port"),
    ],
)
def test_a_command_line_without_meaning_is_said_in_one_line(muster, words, said):
    refused = muster(*words)
    assert refused.status == 2
    assert said in refused.complaint


@pytest.mark.parametrize("words", [[], ["key"], ["organization"], ["activity"], ["letter"]])
def test_a_group_of_commands_shows_what_there_is(muster, words):
    shown = muster(*words)
    assert "Usage: muster" in shown.output
    assert shown.errors == ""


def test_a_key_is_shown_once_listed_rolled_and_revoked(muster, here):
    muster("organization", "create", "locksmith", *here)
    named = ("--organization", "locksmith", *here)
    scopes = ("--scope", "invitations:write", "--scope", "activities:read")
    made = muster("key", "create", *named, *scopes, "--name", "ats", "--json").json
    assert made["key"].startswith("muster_live_")
    assert made["scopes"] == ["activities:read", "invitations:write"]
    (listed,) = muster("key", "list", *named, "--json").json
    assert listed == {name: value for name, value in made.items() if name != "key"}
    rolled = muster("key", "roll", made["id"], *named, "--grace-hours", 2, "--json").json
    assert rolled["key"] != made["key"]
    assert rolled["scopes"] == made["scopes"]
    revoked = muster("key", "revoke", rolled["id"], *named)
    assert (revoked.status, revoked.output) == (0, f"Revoked {rolled['id']}\n")
    keys = {one["id"]: one for one in muster("key", "list", *named, "--json").json}
    assert keys[made["id"]]["expires_at"] is not None
    assert keys[rolled["id"]]["revoked_at"] is not None
    assert made["key"] not in muster("key", "list", *named).output


def test_a_key_without_scopes_may_do_all_but_erase(muster, here, employer):
    made = muster("key", "create", "--organization", employer, *here, "--json").json
    assert "invitations:write" in made["scopes"]
    assert "candidates:erase" not in made["scopes"]


def test_a_key_for_people_is_printed_alone(muster, here, employer):
    printed = muster("key", "create", "--organization", employer, *here)
    assert printed.output.startswith("muster_live_")
    assert printed.output.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "--scope", "everything"], "everything is not a scope"),
        (["create", "--expires", "yesterday"], "--expires"),
        (["create", "--expires", "2001-01-01 00:00"], "has passed"),
        (["roll", "nobodys1"], "key"),
        (["revoke", "nobodys1"], "key"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_one_line(muster, here, employer, words, said):
    assert said in muster("key", *words, "--organization", employer, *here).complaint


def test_activities_are_listed_with_the_ids_of_each_dialect(muster, here, employer):
    listed = muster("activity", "list", "--organization", employer, *here, "--json").json
    assert {one["kind"] for one in listed} == {"assessment", "interview", "track"}
    for one in listed:
        facts = {"key", "kind", "title", "id", "uid", "object_id", "version", "archived"}
        assert set(one) == facts
        assert isinstance(one["id"], int)
        assert len(one["uid"]) == 36
        assert len(one["object_id"]) == 24
    table = muster("activity", "list", "--organization", employer, *here).output
    assert all(one["object_id"] in table for one in listed)


def test_problems_of_activity_files_are_listed_by_file_and_line(muster, here, employer, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(
        "key: broken\nkind: assessment\ntitle: Broken\nquestions:\n  - {type: riddle}\n"
    )
    refused = muster("activity", "import", file, "--organization", employer, *here)
    assert refused.status == 1
    assert "broken.yaml:5" in refused.errors.replace(", line ", ":").replace(" line ", ":")
    assert refused.errors.startswith("muster: ")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"])
def test_a_file_that_cannot_be_read_is_said_in_one_line(muster, here, employer, tmp_path, content):
    file = tmp_path / "activity.yaml"
    if content is not None:
        file.write_bytes(content)
    refused = muster("activity", "import", file, "--organization", employer, *here)
    assert "cannot be read" in refused.complaint


def test_one_person_is_invited_and_gets_the_same_link_again(muster, here, employer):
    words = ("--organization", employer, "--activity", "bookkeeping-basics")
    person = ("--email", "zoe@example.com", "--name", "Zoë Brontë")
    first = muster("invite", *words, *person, *here)
    assert first.output.startswith("created: http://127.0.0.1:8000/i/")
    again = muster("invite", *words, *person, *here, "--json").json
    assert [one["outcome"] for one in again] == ["renewed"]
    assert again[0]["link"] == first.output.removeprefix("created: ").strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--activity", "bookkeeping-basics"], "whom to invite"),
        (["--activity", "bookkeeping-basics", "--email", "a@example.com"], "whom to invite"),
        (["--activity", "nothing", "--email", "a@example.com", "--name", "A"], "no activity nothing"),
        (["--activity", "bookkeeping-basics", "missing.csv"], "cannot be read"),
        (
            ["--activity", "bookkeeping-basics", "--email", "a@example.com", "--name", "A",
             "--expires", "2001-01-01 00:00"], "passed",
        ),
        (
            ["--activity", "bookkeeping-basics", "--email", "a@example.com", "--name", "A",
             "--results", "/nowhere/results.csv"], "cannot be written",
        ),
    ],
)  # fmt: skip
def test_an_invitation_that_cannot_be_is_refused_in_one_line(muster, here, employer, words, said):
    assert said in muster("invite", "--organization", employer, *words, *here).complaint


def test_a_refused_row_fails_the_command_but_not_the_others(muster, here, employer, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(
        "name,email\nGood One,good@example.com\nBad One,nowhere\n=cmd(),x@example.com\n"
    )
    words = ("--organization", employer, "--activity", "bookkeeping-basics", file)
    done = muster("invite", *words, *here)
    assert done.status == 1
    assert done.output.startswith("Invited 2 of 3, refused 1; every row is in ")
    with (tmp_path / "people.results.csv").open(encoding="utf-8-sig", newline="") as results:
        rows = list(csv.DictReader(results))
    assert [(row["line"], row["outcome"]) for row in rows] == [
        ("2", "created"),
        ("3", "refused"),
        ("4", "created"),
    ]
    assert rows[1]["problem"]
    assert rows[2]["name"] == "'=cmd()"


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ar"])
@pytest.mark.parametrize("kind", ["invitation", "home"])
def test_a_letter_is_previewed_as_a_mail_file(muster, tmp_path, language, kind):
    file = tmp_path / "letter.eml"
    shown = muster("letter", "preview", file, "--kind", kind, "--language", language, "--json").json
    assert shown == {"file": str(file), "bytes": file.stat().st_size}
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert "/i/" in letter.get_body(("plain",)).get_content()


def test_a_letter_that_cannot_be_previewed_is_refused_in_one_line(muster, tmp_path):
    file = tmp_path / "letter.eml"
    assert muster("letter", "preview", file, "--language", "tlh").complaint
    assert muster("letter", "preview", file, "--kind", "postcard").complaint
    assert muster("letter", "preview", file, "--accent-color", "red").complaint
    assert "cannot be written" in muster("letter", "preview", tmp_path / "no" / "x.eml").complaint
    assert not file.exists()


def test_migrate_says_where_the_schema_is(muster, here):
    newest = migrations()[-1].number
    assert muster("migrate", *here, "--json").json == {"migrations": newest}
    assert muster("migrate", *here).output == f"The schema is at migration {newest}.\n"


def test_a_secret_is_a_key_ring_and_another_one_each_time(muster):
    first, second = muster("secret").output.strip(), muster("secret", "--json").json["secret_keys"]
    assert KeyRing.parse(first).fingerprints.isdisjoint(KeyRing.parse(second).fingerprints)


def test_the_doctor_says_what_is_good_and_what_is_missing(muster, here):
    seen = muster("doctor", *here, "--json")
    assert seen.status == 1
    findings = {one["check"]: one for one in seen.json["findings"]}
    assert {name for name, one in findings.items() if one["grade"] == "bad"} == {"relay"}
    assert findings["database"]["text"].startswith("PostgreSQL ")
    told = json.dumps(seen.json["settings"]).lower()
    assert "secret" not in told.replace("secret_keys", "").replace("client_secret", "")


def test_the_doctor_names_a_relay_that_does_not_answer(muster, here):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    seen = muster("doctor", *here, "--smtp-url", f"smtp://127.0.0.1:{port}", "--json")
    (relay,) = [one for one in seen.json["findings"] if one["check"] == "relay"]
    assert (relay["grade"], relay["text"].partition(":")[0]) == ("bad", "connect")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://127.0.0.1:1/muster", "cannot be used"),
        ("mysql://127.0.0.1:1/muster", "scheme"),
        ("postgresql://[oops/muster", "database"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(muster, url, said):
    complaint = muster("migrate", "--database-url", url).complaint
    assert said in complaint.lower() or said in complaint


def test_a_setting_without_meaning_is_said_in_one_line(muster, tmp_path):
    assert "MUSTER_PORT" in muster("serve", "--port", 70000, "--data", tmp_path).complaint
    assert "MUSTER_ROLE" in muster("serve", "--role", "cook", "--data", tmp_path).complaint


def test_activities_are_imported_in_any_order_and_twice_changes_nothing(muster, here):
    muster("organization", "create", "importer", *here)
    words = ("activity", "import", *reversed(EXAMPLES), "--organization", "importer", *here)
    first = muster(*words, "--json")
    assert first.status == 0
    assert len(first.json) == len(EXAMPLES)
    again = muster(*words, "--json")
    assert again.json == first.json
    assert "unchanged" in muster(*words).output
