"""``muster candidate`` and ``muster privacy``: handing out, erasing, keeping, letting go."""

import json
import zipfile

import pytest
from typer.testing import CliRunner

from muster.run.cli import app

ADDRESS = "noor.erase@example.com"


@pytest.fixture
def person(muster, here, employer):
    """Somebody who was invited, by address."""
    who = ("--email", ADDRESS, "--name", "Noor Haddad", "--activity", "customer-support-english")
    assert muster("invite", "--organization", employer, *who, *here).status == 0
    return ADDRESS


def test_a_copy_is_written_and_everything_erased_once(muster, here, employer, person, tmp_path):
    words = ("--organization", employer, *here, "--json")
    archive = tmp_path / "noor.zip"
    said = muster("candidate", "export", person, *words, "--to", archive).json
    assert said == {"file": str(archive), "recordings": 0, "files": 0}
    assert archive.stat().st_mode & 0o777 == 0o600
    data = json.loads(zipfile.ZipFile(archive).read("data.json"))
    assert data["candidate"]["name"] == "Noor Haddad"
    stone = muster("candidate", "erase", person, "--yes", *words).json
    assert (stone["number"], stone["basis"]) == (data["candidate"]["id"], "request")
    again = muster("candidate", "erase", stone["candidate"], "--yes", *words).json
    assert again == stone
    assert muster("privacy", "erased", *words).json[-1] == stone
    gone = muster("candidate", "erase", person, "--yes", "--organization", employer, *here)
    assert "is known by an id only" in gone.complaint


def test_nobody_is_asked_about_who_is_not_known(muster, here, employer):
    asked = muster("candidate", "erase", "nobody@example.com", "--organization", employer, *here)
    assert "is known by an id only" in asked.complaint


def test_without_yes_it_asks_and_nothing_happens(here, employer, person):
    words = ["candidate", "erase", person, "--organization", employer, *map(str, here)]
    asked = CliRunner().invoke(app, words, input="n\n")
    assert asked.exit_code == 1
    assert f"Erase {person} and all their answers for good?" in asked.output


def test_a_hold_keeps_a_person(muster, here, employer, person):
    words = ("--organization", employer, *here)
    held = muster("candidate", "hold", person, "--reason", "Case 12/27", *words)
    assert held.output == "Held: Case 12/27\n"
    assert "legal hold" in muster("candidate", "erase", person, "--yes", *words).complaint
    assert muster("candidate", "release", person, *words).output == "Released\n"
    assert muster("candidate", "erase", person, "--yes", *words).status == 0


def test_retention_is_said_shown_and_looked_ahead_at(muster, here, employer):
    shown = muster("privacy", "retention", employer, *here)
    assert shown.output == "northwind keeps candidates for ever\n"
    said = muster("privacy", "retention", employer, "--months", 24, *here)
    assert said.output == "northwind keeps candidates 24 months after the last contact\n"
    seen = muster("privacy", "sweep", "--organization", employer, "--dry-run", *here, "--json")
    assert [(one["months"], one["people"], one["oldest"]) for one in seen.json] == [(24, 0, None)]
    assert "would go" in muster("privacy", "sweep", "--dry-run", *here).output
    assert "went" in muster("privacy", "sweep", *here).output
    assert muster("privacy", "retention", employer, "--forever", *here).status == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--months", "0"), "1 to 600 months"),
        (("--months", "601"), "1 to 600 months"),
        (("--months", "1", "--forever"), "either --months or --forever"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(muster, here, employer, words, said):
    assert said in muster("privacy", "retention", employer, *words, *here).complaint
