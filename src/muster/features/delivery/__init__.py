"""Delivery: messages on their way out of the house. It knows no feature."""

from muster.features.delivery.actions import (
    cancel_waiting,
    enqueue,
    look_up,
    messages_of,
    readdress_waiting,
    update_waiting,
    waiting,
)
from muster.features.delivery.bounces import Arrival, Ignored, Taken, Way, intake_health, take
from muster.features.delivery.dispatch import Dispatcher, Pace
from muster.features.delivery.forgetting import (
    copy_of,
    copy_of_addresses,
    forget,
    forget_addresses,
    forget_notices,
    letters_of,
)
from muster.features.delivery.health import lane_health, resume_lane
from muster.features.delivery.model import (
    Bounce,
    BounceKind,
    Draft,
    Lane,
    LaneHealth,
    Letter,
    Message,
    MessageState,
    MessageView,
    Move,
    Queued,
    Renderer,
    RenderError,
    Suppression,
    TryView,
)
from muster.features.delivery.notices import notice
from muster.features.delivery.stats import DeliveryStats
from muster.features.delivery.suppressions import (
    find_suppression,
    lift_by_number,
    lift_suppression,
    list_suppressions,
    suppress,
)
from muster.features.delivery.watch import OutcomeWatch

__all__ = [
    "Arrival",
    "Bounce",
    "BounceKind",
    "DeliveryStats",
    "Dispatcher",
    "Draft",
    "Ignored",
    "Lane",
    "LaneHealth",
    "Letter",
    "Message",
    "MessageState",
    "MessageView",
    "Move",
    "OutcomeWatch",
    "Pace",
    "Queued",
    "RenderError",
    "Renderer",
    "Suppression",
    "Taken",
    "TryView",
    "Way",
    "cancel_waiting",
    "copy_of",
    "copy_of_addresses",
    "enqueue",
    "find_suppression",
    "forget",
    "forget_addresses",
    "forget_notices",
    "intake_health",
    "lane_health",
    "letters_of",
    "lift_by_number",
    "lift_suppression",
    "list_suppressions",
    "look_up",
    "messages_of",
    "notice",
    "readdress_waiting",
    "resume_lane",
    "suppress",
    "take",
    "update_waiting",
    "waiting",
]
