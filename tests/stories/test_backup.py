"""A backup made by the words of docs/operations.md, brought back by them into another PostgreSQL."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from story_candidate import Candidate, invite
from story_program import environment, serving

from muster.storage.embedded import EmbeddedServer
from muster.storage.embedded.programs import find_programs

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
# Links and cookies must mean the same before and after.
SETTINGS = {"MUSTER_PUBLIC_URL": "http://muster.example.com"}
FILE = b"%PDF-1.4\n" + bytes(range(256)) * 40
QUESTION = "better-chart"


def recipe() -> list[str]:
    """Return the two blocks of commands: to dump, and to restore."""
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    section = page.partition("## Backup and restore")[2].partition("\n## ")[0]
    return re.findall(r"```\n(.*?)```", section, re.DOTALL)


def follow(commands: str, folder: Path, **variables: str) -> str:
    programs = Path(find_programs().path("pg_dump")).parent
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), environment()["PATH"]])
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env=environment(PATH=path, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_a_backup_brings_back_everything_that_was_acknowledged(template, tmp_path_factory):
    """P8: invitations, answers, files and links are there again, and the numbers go on."""
    # Short enough for PostgreSQL's socket to lie in the folder of the data.
    tmp_path = tmp_path_factory.mktemp("backup")
    to_dump, to_restore = recipe()
    data, key = template.copy_to(tmp_path / "data"), template.northwind.key
    with serving(data, **SETTINGS) as server:
        candidate = Candidate(server, invite(server, key, "data-analyst-sql-python"))
        headers = {"X-File-Name": "chart.pdf", "X-Epoch": "1", "X-Revision": "0"}
        path = f"{candidate.attempt}/answers/{QUESTION}/files"
        assert candidate.browser.post(path, content=FILE, headers=headers).status_code == 201
        follow(to_dump, tmp_path, URL=server.database_url)
        shutil.copytree(data / "blobs", tmp_path / "blobs")
        ring = (data / "secret-keys").read_text().strip()
        with server.client(key) as client:
            before = {path: client.get(path).json() for path in ("/v1/invitations", "/v1/events")}

    postgres = await EmbeddedServer.start(tmp_path / "other")
    house = {
        "MUSTER_DATABASE_URL": postgres.url,
        "MUSTER_SECRET_KEYS": ring,
        "MUSTER_BLOBS": str(tmp_path / "blobs"),
        "MUSTER_MAIL_FOLDER": str(tmp_path / "mail"),
    }
    try:
        follow(to_restore, tmp_path, NEW=postgres.url, **house)
        with serving(tmp_path / "restored", **house, **SETTINGS) as server:
            with server.client(key) as client:
                assert {path: client.get(path).json() for path in before} == before
                files = client.get(f"/v1/attempts/{candidate.uid}/files").json()["data"]
                assert client.get(f"/v1/files/{files[0]['id']}/content").content == FILE
            candidate.move_to(server)
            assert (
                candidate.browser.get(candidate.attempt, follow_redirects=True).status_code == 200
            )
            candidate.browser.close()
            assert "/i/" in invite(server, key, "bookkeeping-basics")
    finally:
        await postgres.stop()
