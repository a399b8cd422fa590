"""Whoever is erased is found neither in a dump of the whole database nor in any folder."""

from person import TRACES

from traces import dump, found


async def test_nothing_is_left_of_who_was_erased(life, server, tmp_path):
    places = (tmp_path / "blobs", tmp_path / "letters")
    assert found(TRACES, dump(server.url, tmp_path / "before.sql"), *places) == set(TRACES)
    await life.be_erased()
    assert found(TRACES, dump(server.url, tmp_path / "after.sql"), *places) == set()
    assert await life.employer.count("tombstone") == 1
    assert await life.employer.count("doomed") == 0
    for folder in places:
        assert [one for one in folder.rglob("*") if one.is_file()] == []
