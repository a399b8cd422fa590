"""How the portal's templates are read: in which language, with which words and filters."""

from datetime import datetime
from functools import lru_cache, partial

from jinja2 import Environment, Template

from muster.edges.portal import wording
from muster.edges.style.pages import environment_of
from muster.features.catalog import Kind
from muster.features.invitations import LAST_DAY, Access, Awaiting
from muster.features.organizations import MoreTime, Organization

_PACKAGE = "muster.edges.portal"
_OPENABLE = frozenset({Access.OPEN, Access.STARTED})
_WAITING = frozenset({Access.NOT_YET, Access.OPEN, Access.EXPIRED})


def template_of(language: str, name: str) -> Template:
    """Return a template whose sentences are in a language."""
    return _environment(language).get_template(name)


def can_start(invitation: Awaiting) -> bool:
    """Tell whether an invitation can be started or continued now."""
    return invitation.access in _OPENABLE


def can_ask(invitation: Awaiting, organization: Organization, now: datetime) -> bool:
    """Tell whether the page about more time is worth a link: what it says is for it to say."""
    waiting = invitation.access in _WAITING or (
        invitation.kind is Kind.TRACK and invitation.access is Access.STARTED
    )
    given = organization.more_time.mode is not MoreTime.OFF
    return given and waiting and invitation.expires_at <= now + LAST_DAY


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    environment = environment_of(_PACKAGE, language)
    environment.globals.update(can_ask=can_ask, can_start=can_start)
    environment.filters.update(
        moment=partial(wording.moment, language=language),
        duration=partial(wording.duration, language=language),
        remaining=partial(wording.remaining, language=language),
        stretch=partial(wording.stretch, language=language),
        percent=partial(wording.percent, language=language),
        filesize=partial(wording.filesize, language=language),
        countdown=wording.countdown,
        extension=wording.extension,
        mailto=wording.mailto,
        initial=wording.initial,
    )
    return environment
