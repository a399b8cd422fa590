"""What lists hold of a person: views that search for them, which lose the search."""

from muster.features.lists.store import forgetting as store
from muster.features.lists.views import without_search
from muster.storage.postgres import Connection


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Take the search from all views that find the candidate by it, while they are still there."""
    folded, views = await store.lock_searches(connection, organization, candidate)
    left = {row: without_search(query, folded) for row, query in views.items()}
    changed = {row: query for row, query in left.items() if query != views[row]}
    await store.write_queries(connection, organization, changed)
