from importlib.resources import files

import httpx2
import pytest
import yaml

from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges import api, reference
from muster.edges.services import Services

PUBLIC_URL = "https://muster.example.com/hire"
DIALECTS = ("hiringbranch", "xobin", "micro1")


def read_dialect(name):
    return yaml.safe_load(
        files(f"muster.edges.dialects.{name}").joinpath("openapi.yaml").read_text("utf-8")
    )


@pytest.fixture(scope="session")
def services():
    """Collaborators of pages that touch neither the database nor the mail."""
    ring = KeyRing.parse("1:" + "5a" * 32)
    return Services(
        database=None,
        clock=None,
        links=Links(ring, PUBLIC_URL),
        watch=None,
        blobs=None,
        mail_configured=True,
    )


@pytest.fixture(scope="session")
def documents(services):
    """The four documents as they are published."""
    found = {name: read_dialect(name) for name in DIALECTS} | {
        "native": api.build(services).openapi()
    }
    return {name: lambda document=document: document for name, document in found.items()}


@pytest.fixture(scope="session")
def app(services, documents):
    return reference.build(services, documents)


@pytest.fixture
async def client(app):
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client
