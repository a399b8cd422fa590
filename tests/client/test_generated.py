"""Whoever prefers a client made from our OpenAPI document gets one that works."""

import asyncio
import importlib
import json
import re
import subprocess
import sys

import pytest


@pytest.fixture
async def package(application, tmp_path, monkeypatch):
    """Return the package that openapi-python-client makes of the document."""
    document, config = tmp_path / "openapi.json", tmp_path / "config.yaml"
    document.write_text(json.dumps(application.openapi()), "utf-8")
    config.write_text("post_hooks: []\npackage_name_override: generated_muster\n", "utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate"]
    arguments = ["--path", document, "--config", config, "--output-path", tmp_path / "made"]
    done = await asyncio.to_thread(
        subprocess.run, [*command, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    # It knows no archive, no PDF and no YAML; everything else it must understand.
    said = done.stdout + done.stderr
    complaints = re.findall(r"^WARNING parsing (.+)\.\s*$", said, re.MULTILINE)
    assert sorted(complaints) == [
        "GET /v1/candidates/{candidate}/export within privacy",
        "GET /v1/reports/{report}/pdf within reports",
        "POST /v1/activities within activities",
    ], said
    monkeypatch.syspath_prepend(tmp_path / "made")
    return importlib.import_module("generated_muster")


async def test_a_generated_client_invites_and_lists(package, url, employer):
    key = await employer.key("invitations:read", "invitations:write")

    def work():
        load = lambda name: importlib.import_module(f"generated_muster.{name}")  # noqa: E731
        models = load("models")
        with package.AuthenticatedClient(base_url=url, token=key) as client:
            guest = models.GuestBody(email="amara@example.com", name="Amara Nwosu")
            invited = load("api.invitations.invite").sync(
                client=client, body=models.InviteBody(activity="quiz", candidates=[guest])
            )
            listed = load("api.invitations.list_invitations").sync(client=client)
            missing = load("api.invitations.read_invitation").sync("inv_nobody", client=client)
        return invited, listed, missing

    invited, listed, missing = await asyncio.to_thread(work)

    assert invited.data[0].outcome == "created"
    assert [one.candidate.email for one in listed.data] == ["amara@example.com"]
    assert listed.data[0].id == invited.data[0].invitation.id
    assert (missing.status, missing.code) == (404, "unknown_invitation")
