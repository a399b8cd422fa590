"""Whoever is erased is found neither in a dump of the whole database nor in any folder."""

from person import EMAIL, TRACES

from members import make_member
from muster.features import lists
from muster.features.lists import ListKind, NewView
from traces import dump, found


async def search_for(life) -> None:
    """Let a member keep a search for the person as a view."""
    member = await make_member(life.employer)
    view = NewView("Ours", f"q={EMAIL}")
    await lists.save_view(life.ground, life.tenant, member, ListKind.CANDIDATES, view, life.clock)


async def test_nothing_is_left_of_who_was_erased(life, server, tmp_path):
    places = (tmp_path / "blobs", tmp_path / "letters")
    await search_for(life)
    assert found(TRACES, dump(server.url, tmp_path / "before.sql"), *places) == set(TRACES)
    await life.be_erased()
    assert found(TRACES, dump(server.url, tmp_path / "after.sql"), *places) == set()
    assert await life.employer.count("tombstone") == 1
    assert await life.employer.count("doomed") == 0
    for folder in places:
        assert [one for one in folder.rglob("*") if one.is_file()] == []
