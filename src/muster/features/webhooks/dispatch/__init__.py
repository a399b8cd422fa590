"""The worker's part: making calls of events, and calling."""

from muster.features.webhooks.dispatch.actions import Backlog
from muster.features.webhooks.dispatch.announcer import Announcer
from muster.features.webhooks.dispatch.dispatcher import Dispatcher, Pace
from muster.features.webhooks.dispatch.health import backlog, forget_old

__all__ = ["Announcer", "Backlog", "Dispatcher", "Pace", "backlog", "forget_old"]
