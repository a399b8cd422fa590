"""Saved views forget whom they searched for, and removed ones are gone after a day."""

import pytest

from employers import make_employer
from members import make_member
from muster.base.folding import fold
from muster.features import lists, privacy
from muster.features.invitations import Guest
from muster.features.lists import ListKind, NewView, UnknownViewError
from muster.features.lists.views import without_search
from muster.features.privacy import Basis, Order
from muster.storage.postgres import Role

JOSE = fold("José García\njose.garcia@example.com")


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("q=jos%C3%A9", ""),
        ("q=JOSE+garcia&state=open", "state=open"),
        ("state=open&q=jose.garcia%40EXAMPLE.com&sort=ends", "state=open&sort=ends"),
        ("q=jose+okafor&state=open", "q=jose+okafor&state=open"),
        ("state=open", "state=open"),
        ("q=%00%ED%A0%80", "q=%00%ED%A0%80"),
    ],
)
def test_a_search_that_finds_somebody_is_taken_from_filters(query, left):
    assert without_search(query, JOSE) == left


async def save(employer, member, query: str, name: str = "A view"):
    new = NewView(name, query, shared=True)
    where = (employer.database, employer.organization.id, member, ListKind.INVITATIONS)
    return await lists.save_view(*where, new, employer.clock)


async def remove(employer, member, view, *, back: bool = False):
    where = (employer.database, employer.organization.id, member, view.typeid)
    await lists.remove_view(*where, employer.clock, back=back)


async def test_views_forget_whoever_is_erased_and_keep_the_other_filters(database, clock):
    employer = await make_employer(database, clock, "northwind")
    other = await make_employer(database, clock, "southwind")
    person = Guest("jose.garcia@example.com", "José García")
    (row,) = (await employer.invite(person, Guest("bo@example.com", "Bo Li"))).rows[:1]
    member, stranger = await make_member(employer), await make_member(other)
    await save(employer, member, "q=jose&state=open")
    await save(employer, member, "q=bo&state=open")
    removed = await save(employer, member, "q=garc%C3%ADa")
    await remove(employer, member, removed)
    await save(other, stranger, "q=jose")
    order = Order(Basis.REQUEST, member.actor)
    await privacy.erase(database, employer.organization.id, str(row.candidate.id), order, clock)
    found = await employer.fetch("select query from saved_view order by id")
    assert [one["query"] for one in found] == ["state=open", "q=bo&state=open", ""]
    assert (await other.fetch("select query from saved_view"))[0]["query"] == "q=jose"


async def test_a_removed_view_can_be_put_back_for_a_day_and_is_then_deleted(database, clock):
    employer = await make_employer(database, clock, "northwind")
    member = await make_member(employer)
    view = await save(employer, member, "q=jose")
    worker = database.acting_as(Role.WORKER)
    await remove(employer, member, view)
    await lists.forget_removed(worker, clock)
    await remove(employer, member, view, back=True)
    clock.advance(days=2)
    await lists.forget_removed(worker, clock)
    assert await employer.count("saved_view") == 1
    await remove(employer, member, view)
    clock.advance(days=1, seconds=1)
    await lists.forget_removed(worker, clock)
    assert await employer.count("saved_view") == 0
    with pytest.raises(UnknownViewError):
        await remove(employer, member, view, back=True)
