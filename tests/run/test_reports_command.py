"""``muster report``: showing, exporting, sharing."""

import csv

import pytest

from employers import Employer
from muster.base.settings import Settings
from muster.features import organizations, reports
from muster.features.invitations import Guest
from muster.run.house import database_of, house_of
from takers import publish, take

TEST = """
key: quiz
kind: assessment
title: Short
sections:
  - title: First
    questions:
      - {id: q1, type: number, prompt: 'How many?', answer: 3, skill: Counting}
      - {id: q2, type: short_text, prompt: 'Yes?', accept: ['yes']}
"""


@pytest.fixture(scope="module")
async def attempt(served_folder) -> str:
    """A settled attempt of northwind's."""
    settings = Settings.read({"MUSTER_DATA": str(served_folder)})
    async with database_of(settings) as named, house_of(named) as house:
        tenant = await organizations.find_organization(house.database, "northwind")
        employer = Employer(house.database, house.clock, tenant, {})
        await publish(employer, TEST)
        made = await take(employer, "quiz", {"q1": "3"}, Guest("noor@example.com", "=Noor"))
        await reports.settle(house.database, tenant.id, made.id, house.clock)
    return made.typeid


@pytest.fixture
def report(muster, here, employer):
    """Runs a command on a report."""

    def report(verb, *words):
        return muster("report", verb, *words, "--organization", employer, *here)

    return report


def test_a_report_is_shown(report, attempt):
    shown = report("show", attempt).output
    assert shown.splitlines()[0].strip() == "=Noor, Short: 1 of 2 points, 50.0 %"
    assert [line.split()[-3:] for line in shown.splitlines()[2:5]] == [
        ["1.0", "2.0", "50.0"],
        ["1.0", "1.0", "100.0"],
        ["1.0", "2.0", "50.0"],
    ]
    assert report("show", attempt, "--json").json["percent"] == 50.0


def test_reports_are_listed_with_what_names_them(report, attempt):
    (row,) = report("list", "--activity", "quiz", "--json").json
    assert (row["attempt"], row["percent"]) == (attempt, 50.0)
    listed = report("list", "--complete").output.splitlines()
    assert listed[1].split() == [row["id"], "=Noor", "quiz", *listed[1].split()[3:5], "50.0"]
    assert report("list", "--since", "2100-01-01").output.startswith("No such reports.")
    assert report("shares", attempt).output.startswith("No links yet")


def test_reports_are_exported_for_a_spreadsheet(report, attempt, tmp_path):
    file = tmp_path / "reports.csv"
    assert report("export", "--activity", "quiz", "-o", file).output.startswith("Wrote 1 report to")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["candidate"], row["section: First"], row["skill: Counting"]) == (
        "'=Noor",
        "50.0",
        "100.0",
    )
    assert row["report"].rpartition("/")[2] == report("show", attempt, "--json").json["id"]
    later = report("export", "--activity", "quiz", "--since", "2100-01-01", "-o", file, "--json")
    assert later.json == {"file": str(file), "reports": 0}
    assert [one.name for one in tmp_path.iterdir()] == ["reports.csv"]


def test_a_report_is_printed(report, attempt, tmp_path):
    file = tmp_path / "report.pdf"
    written = report("pdf", attempt, "-o", file, "--language", "ar", "--json").json
    assert written == {"file": str(file), "bytes": file.stat().st_size}
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_link_is_made_listed_and_revoked(report, attempt):
    made = report("share", attempt, "--minutes", 15, "--json").json
    assert made["url"].startswith("http")
    assert "/r/" in made["url"]
    (listed,) = report("shares", attempt, "--json").json
    assert listed == made
    ended = report("revoke", attempt, made["id"])
    assert ended.output == f"{made['id']} shows nothing any more\n"
    assert report("shares", attempt).output.split()[6:8] == [made["id"], "revoked"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "rep_x"), "no such report"),
        (("pdf", "rep_x", "-o", "{folder}/x.pdf"), "no such report"),
        (("share", "{attempt}", "--minutes", "1441"), "15 minutes to 24 hours"),
        (("share", "{attempt}", "--minutes", "9" * 30), "15 minutes to 24 hours"),
        (("revoke", "{attempt}", "shr_x"), "no such link"),
        (("export", "--activity", "nothing", "-o", "{folder}/x.csv"), "no such activity"),
        (("export", "--activity", "quiz", "-o", "{folder}/none/x.csv"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(report, attempt, tmp_path, words, said):
    verb, *rest = (word.format(attempt=attempt, folder=tmp_path) for word in words)
    assert said in report(verb, *rest).complaint
    assert list(tmp_path.iterdir()) == []
