"""What tests of privacy share: an employer, and somebody who has done everything a person can."""

import json

import asyncpg
import pytest
from person import EMAIL, NAME, PLANTED, Life

from employers import Employer, make_employer
from muster.base.clock import SystemClock
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.storage.blobs import LocalBlobs


@pytest.fixture
async def employer(database, clock) -> Employer:
    return await make_employer(
        database, clock, "northwind", name="Northwind Traders", time_zone="Europe/Berlin"
    )


@pytest.fixture
async def other_employer(database, clock) -> Employer:
    return await make_employer(database, clock, "southwind", name="Southwind")


@pytest.fixture
def blobs(tmp_path) -> LocalBlobs:
    """A store that has nothing yet."""
    return LocalBlobs(tmp_path / "other-blobs")


@pytest.fixture
async def life(committing_database, server, tmp_path, request):
    """A life that was led to its end."""
    slug = f"life-{abs(hash(request.node.name))}"
    employer = await make_employer(
        committing_database, SystemClock(), slug, name="Bakery", reply_to="jobs@example.com"
    )
    links = Links(KeyRing({1: bytes(32)}), "https://muster.example.com")
    life = Life(employer, LocalBlobs(tmp_path / "blobs"), tmp_path / "letters", links)
    await life.lead()
    owner = await asyncpg.connect(server.url)
    said = json.dumps({"who": NAME}, ensure_ascii=False)
    values = {"tenant": life.tenant, "candidate": life.candidate, "said": said, "address": EMAIL}
    for name, value in values.items():
        await owner.execute("select set_config($1, $2, false)", f"plant.{name}", str(value))
    await owner.execute(PLANTED)
    yield life
    # Nothing of it stays for the dump of another test.
    await life.be_erased()
    await owner.execute("update lane set words = ''")
    await owner.close()
