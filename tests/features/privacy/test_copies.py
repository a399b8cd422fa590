"""The copy for the person: everything, nothing else, and an archive that every system opens."""

import json
import re
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from person import EMAIL, NAME, TRACES, VIDEO

from muster.features import privacy
from muster.features.candidates import UnknownCandidateError
from muster.features.invitations import Guest
from muster.features.privacy.actions.archive import archive
from muster.features.privacy.model import Enclosure, PersonalCopy
from muster.features.privacy.paths import path_of
from muster.storage.blobs import BlobMissingError, new_key


async def copy_of(life, blobs=None):
    copy = await privacy.export(
        life.ground, life.tenant, str(life.candidate), actor="key:test", clock=life.clock
    )
    await privacy.check_enclosures(copy, blobs or life.blobs)
    content = b"".join([block async for block in privacy.archive(copy, life.blobs)])
    return copy, ZipFile(BytesIO(content))


def explained_members() -> set[str]:
    """What docs/privacy.md says that data.json has."""
    page = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text("utf-8")
    (table,) = re.findall(r"\| member \|.*?\n\n", page, re.DOTALL)
    cells = [line.split("|")[1] for line in table.splitlines()[2:] if line]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


async def test_a_copy_has_everything_that_is_kept_of_a_person(life):
    copy, bundle = await copy_of(life)
    assert bundle.testzip() is None
    data = json.loads(bundle.read("data.json"))
    text = json.dumps(data, ensure_ascii=False).lower()
    assert set(data) == explained_members()
    inside = {"QuuxVideo", "QuuxPlan"}
    assert {trace for trace in TRACES if trace.lower() not in text} == inside
    assert (data["candidate"]["name"], data["candidate"]["address"]) == (NAME, EMAIL)
    (recording,) = data["recordings"]
    assert recording["path"] == "recordings/001-speak-take-1.webm"
    assert bundle.read(recording["path"]) == VIDEO
    (file,) = data["files"]
    assert file["path"] == "files/001-plan-QuuxFile of mine.txt"
    assert bundle.read(file["path"]) == b"QuuxPlan: my plan\n"
    assert NAME not in "".join(bundle.namelist())
    assert copy.name.startswith("cand_")


async def test_a_copy_says_what_was_agreed_to_rated_and_given_and_none_of_the_keys(life):
    _, bundle = await copy_of(life)
    data = json.loads(bundle.read("data.json"))
    everything = next(one for one in data["attempts"] if one["activity"] == "everything")
    assert everything["consent"] == {"version": "1", "language": "en", "text": "I agree."}
    assert len(everything["answers"]) == 10
    free = next(one for one in data["attempts"] if one["activity"] == "free")
    (essay,) = free["answers"]
    assert [one["value"] for one in essay["revisions"]] == ["QuuxDraft", "QuuxAnswer"]
    (report,) = [one for one in data["reports"] if one["ratings"]]
    assert report["ratings"][0]["comment"] == "QuuxComment: well said"
    assert data["accommodations"]["asked"][0]["text"].startswith("QuuxAsked")
    assert data["events"][-1]["type"] == "candidate.exported"
    assert {one["subject_kind"] for one in data["events"]} >= {
        *("candidate", "invitation", "attempt", "file", "recording", "message", "application"),
    }
    text = json.dumps(data)
    for hidden in (
        "organization_id",
        '"correct"',
        '"accept"',
        '"seed"',
        '"holder"',
        "link_version",
    ):
        assert hidden not in text, hidden
    assert "rae@example.com" not in text


async def test_bytes_that_are_not_there_are_missed_before_the_first_one_leaves(life, blobs):
    with pytest.raises(BlobMissingError):
        await copy_of(life, blobs)


async def test_nobody_gets_a_copy_of_somebody_elses(employer, other_employer):
    (row,) = (await employer.invite(Guest(EMAIL, NAME))).rows
    with pytest.raises(UnknownCandidateError):
        await privacy.export(
            other_employer.database,
            other_employer.organization.id,
            str(row.candidate.id),
            actor="key:test",
            clock=employer.clock,
        )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("plan.pdf", "files/001-plan.pdf"),
        ("../../etc/passwd", "files/001-_.._etc_passwd"),
        ("C:\\Windows\\system.ini", "files/001-C__Windows_system.ini"),
        ("NUL.txt", "files/001-NUL.txt"),
        ("履歴書 2026.docx", "files/001-履歴書 2026.docx"),
        ("a\x00b\nc.txt", "files/001-a_b_c.txt"),
        ("…", "files/001-_"),
        (".hidden", "files/001-hidden"),
        ("ends in dots...", "files/001-ends in dots"),
        ("", "files/001-file"),
        ("x" * 300 + ".pdf", "files/001-" + "x" * 180 + ".pdf"),
        ("a." + "y" * 300, "files/001-a." + "y" * 178),
        ("語" * 100 + ".pdf", "files/001-" + "語" * 60 + ".pdf"),
    ],
)
def test_a_path_leads_nowhere_but_into_its_folder(name, path):
    made = path_of("files", 1, name)
    assert made == path
    assert made.count("/") == 1
    assert len(made.encode()) < 255


async def test_a_large_recording_never_fills_the_memory(blobs):
    size, block = 60, b"\x00" * 1_000_000
    key = new_key()

    async def many():
        for _ in range(size):
            yield block

    await blobs.put(key, many())
    document = {"organization": {"name": "Bakery"}, "made_at": "2026-03-02T09:30:00+00:00"}
    copy = _copy(document, Enclosure("recordings/001-speak.webm", (key, key)))
    tracemalloc.start()
    total = sum([len(part) async for part in archive(copy, blobs)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total > 2 * size * len(block)
    assert peak < 16 * len(block)


def _copy(document, *enclosures):
    return PersonalCopy(UUID(int=1), datetime(2026, 3, 2, tzinfo=UTC), document, enclosures)
