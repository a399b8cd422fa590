"""Which rows somebody has chosen: some of a page, or all that match the filters of a list."""

from dataclasses import replace
from urllib.parse import parse_qs

from muster.base.errors import InvalidError
from muster.edges.console.forms import Fields
from muster.edges.console.lists.query import invitations_of, people_of
from muster.edges.console.lists.results import without_judging
from muster.edges.console.words import marked
from muster.edges.services import Services
from muster.features import catalog, lists
from muster.features.members import Session


async def ids_of(services: Services, session: Session, fields: Fields) -> list[int]:
    """Return the rows of the invitations that a form means: ``id``s, or ``all`` of a ``query``."""
    if fields.get("all") == "yes":
        query = fields.raw("query")[:4000]
        try:
            filters = Fields(parse_qs(query, max_num_fields=50))
        except ValueError as error:
            raise InvalidError(marked("The form has too many fields")) from error
        return await all_of(services, session, filters)
    return await lists.list_rows_of(
        services.database, session.organization.id, fields.all("id")[: lists.MOST_ROWS]
    )


async def all_of(services: Services, session: Session, query: Fields) -> list[int]:
    """Return the rows of all invitations that match the filters of an address, newest first."""
    organization = session.organization
    asked = invitations_of(query, organization.time_zone, services.clock.now())
    wanted = await without_judging(services, session, asked.wanted)
    if asked.activity:
        found = await catalog.find(services.database, organization.id, asked.activity)
        if found is None:
            return []
        wanted = replace(wanted, activity=found.id)
    return await lists.find_all(services.database, organization.id, wanted, services.clock)


async def all_people_of(services: Services, session: Session, query: Fields) -> list[int]:
    """Return the rows of all candidates that match the filters of an address, newest first."""
    _, wanted = people_of(query)
    return await lists.find_all_people(services.database, session.organization.id, wanted)
