"""Looking ahead: what inviting would do to each guest of a call. Nothing is written or locked."""

from datetime import datetime, timedelta

from muster.features.invitations.deciding import Wish, days, decide
from muster.features.invitations.guests import Checked, check_guests
from muster.features.invitations.model import Call, Invitation, Outcome
from muster.features.invitations.store import foreseeing
from muster.features.invitations.views import Foreseen
from muster.features.organizations import Organization
from muster.storage.postgres import Connection

_Latest = dict[tuple[int, str], Invitation]


async def foresee_within(
    connection: Connection, organization: Organization, call: Call, now: datetime
) -> tuple[Foreseen, ...]:
    """Return what ``invite`` would do to each guest now, in order."""
    checked = check_guests(call, now)
    keys = sorted({one.person.address.key for one in checked if one.person})
    activities = [activity.id for activity in call.activities]
    latest = await foreseeing.select_latest_of(connection, organization.id, keys, activities)
    held = await foreseeing.select_held(connection, organization.id, keys)
    default = timedelta(days=organization.window_days)
    return tuple(_foresee(one, call, (latest, held), (default, now)) for one in checked)


def _foresee(
    one: Checked,
    call: Call,
    known: tuple[_Latest, dict[str, str]],
    times: tuple[timedelta, datetime],
) -> Foreseen:
    if one.person is None:
        refused = (Outcome.REFUSED,) * len(call.activities)
        return Foreseen(None, refused, one.problems)
    latest, held = known
    key, (default, now) = one.person.address.key, times
    outcomes = []
    for activity in call.activities:
        again = days(activity.retake_after_days)
        wish = Wish(one.window, default, call.on_completed, again)
        outcomes.append(decide(latest.get((activity.id, key)), wish, now).outcome)
    return Foreseen(key, tuple(outcomes), held_because=held.get(key))
