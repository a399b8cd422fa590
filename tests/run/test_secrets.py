"""The key ring: made once beside the embedded database, and never another one's."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from muster.base.settings import Settings
from muster.base.signing import KeyRing, SecretKeysError
from muster.run.secrets import (
    KeyRingMissingError,
    WrongKeyRingError,
    check_ring,
    generate_ring,
    ring_of,
    with_ring,
)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings.read({"MUSTER_DATA": str(tmp_path / "data")})


def test_a_ring_is_made_once_and_only_its_owner_reads_it(settings):
    first = with_ring(settings).secret_keys
    file = settings.data / "secret-keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert with_ring(settings).secret_keys == first
    assert [one.name for one in settings.data.iterdir()] == ["secret-keys"]


def test_processes_that_start_together_agree_on_a_ring(settings):
    with ThreadPoolExecutor(8) as pool:
        rings = {one.secret_keys for one in pool.map(with_ring, [settings] * 32)}
    assert len(rings) == 1


def test_a_ring_of_ones_own_wins_and_is_not_written_down(settings):
    ring = generate_ring()
    assert with_ring(replace(settings, secret_keys=ring)).secret_keys == ring
    assert not settings.data.exists()


def test_a_ring_of_another_form_is_refused(settings):
    with pytest.raises(SecretKeysError):
        with_ring(replace(settings, secret_keys="1:short"))


def test_a_database_of_ones_own_needs_a_ring_of_ones_own(settings):
    foreign = with_ring(replace(settings, database_url="postgresql://db.example.com/muster"))
    with pytest.raises(KeyRingMissingError, match="muster secret"):
        ring_of(foreign)
    assert not settings.data.exists()


async def test_a_database_keeps_the_first_ring_and_takes_its_successors(database):
    old, new = generate_ring(), generate_ring().replace("1:", "2:", 1)
    await check_ring(database, KeyRing.parse(old))
    await check_ring(database, KeyRing.parse(f"{new},{old}"))
    await check_ring(database, KeyRing.parse(new))
    with pytest.raises(WrongKeyRingError):
        await check_ring(database, KeyRing.parse(generate_ring()))
