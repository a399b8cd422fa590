"""Whoever is erased is found neither in a dump of the whole database nor in any folder."""

import json

import asyncpg
import pytest
from person import EMAIL, NAME, PLANTED, TRACES, Life
from traces import dump, found

from employers import make_employer
from muster.base.clock import SystemClock
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.features import privacy
from muster.features.delivery.senders.folder import remove_letter
from muster.features.privacy import Basis, Order, Place
from muster.storage.blobs import LocalBlobs


@pytest.fixture
async def life(committing_database, server, tmp_path):
    """A life that was led to its end."""
    employer = await make_employer(
        committing_database, SystemClock(), "traceless", name="Bakery", reply_to="jobs@example.com"
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
    await owner.execute("update lane set words = ''")
    await owner.close()


async def test_nothing_is_left_of_who_was_erased(life, server, tmp_path):
    places = (tmp_path / "blobs", tmp_path / "letters")
    assert found(TRACES, dump(server.url, tmp_path / "before.sql"), *places) == set(TRACES)
    order = Order(Basis.REQUEST, "key:test")
    await privacy.erase(life.ground, life.tenant, str(life.candidate), order, life.clock)
    await privacy.remove_doomed(life.ground, _removers(life))
    assert found(TRACES, dump(server.url, tmp_path / "after.sql"), *places) == set()
    assert await life.employer.count("tombstone") == 1
    assert await life.employer.count("doomed") == 0


def _removers(life):
    async def remove(name: str) -> None:
        await remove_letter(life.folder, name)

    return {Place.BLOB: life.blobs.delete, Place.LETTER: remove}
