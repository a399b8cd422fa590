"""Filters of lists that name an activity or a candidate."""

from muster.edges.services import Services
from muster.features import candidates, catalog
from muster.features.organizations import Caller


class NobodyMeantError(LookupError):
    """A filter names what does not exist: the list is empty, which is no mistake of the caller."""


async def activity_meant(services: Services, caller: Caller, reference: str | None) -> int | None:
    """Return the row of the activity that a filter names by id or key; None without a filter.

    Raises:
        NobodyMeantError: there is none.
    """
    if reference is None:
        return None
    found = await catalog.find(services.database, caller.organization.id, reference)
    if found is None:
        raise NobodyMeantError
    return found.id


async def candidate_meant(services: Services, caller: Caller, reference: str | None) -> int | None:
    """Return the row of the candidate that a filter names by any id; None without a filter.

    Raises:
        NobodyMeantError: there is none.
    """
    if reference is None:
        return None
    try:
        found = await candidates.get(services.database, caller.organization.id, reference)
    except candidates.UnknownCandidateError as error:
        raise NobodyMeantError from error
    return found.id
