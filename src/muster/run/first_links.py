"""The first way into a console: links that a start prints as long as no owner has come in."""

from muster.base.settings import Settings
from muster.features import members
from muster.run.house import House, house_of

_MOST = 5


async def first_links(house: House) -> dict[str, str]:
    """Return, by slug, a new link for each organization whose console no owner has entered.

    They replace those that nobody used. Of many organizations only the newest five are named.
    """
    waiting = await members.organizations_without_owner(house.database, _MOST)
    links = {}
    for organization, owner in waiting:
        claim = await members.make_first_link(house.database, organization.id, owner, house.clock)
        links[organization.slug] = house.links.url(claim)
    return links


async def first_links_of(settings: Settings) -> dict[str, str]:
    """Return the same, for a process that has the settings only."""
    async with house_of(settings) as house:
        return await first_links(house)
