"""Delivery: messages on their way out of the house. It knows no feature."""

from muster.features.delivery.actions import (
    cancel_waiting,
    enqueue,
    lift_suppression,
    list_suppressions,
    look_up,
    messages_of,
    suppress,
    update_waiting,
    waiting,
)
from muster.features.delivery.dispatch import Dispatcher, Pace
from muster.features.delivery.forgetting import (
    copy_of,
    copy_of_addresses,
    forget,
    forget_addresses,
    letters_of,
)
from muster.features.delivery.health import lane_health
from muster.features.delivery.model import (
    Draft,
    Lane,
    LaneHealth,
    Letter,
    Message,
    MessageState,
    MessageView,
    Queued,
    Renderer,
    RenderError,
    Suppression,
    TryView,
)
from muster.features.delivery.notices import notice
from muster.features.delivery.stats import DeliveryStats
from muster.features.delivery.watch import OutcomeWatch

__all__ = [
    "DeliveryStats",
    "Dispatcher",
    "Draft",
    "Lane",
    "LaneHealth",
    "Letter",
    "Message",
    "MessageState",
    "MessageView",
    "OutcomeWatch",
    "Pace",
    "Queued",
    "RenderError",
    "Renderer",
    "Suppression",
    "TryView",
    "cancel_waiting",
    "copy_of",
    "copy_of_addresses",
    "enqueue",
    "forget",
    "forget_addresses",
    "lane_health",
    "letters_of",
    "lift_suppression",
    "list_suppressions",
    "look_up",
    "messages_of",
    "notice",
    "suppress",
    "update_waiting",
    "waiting",
]
