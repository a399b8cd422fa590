"""Bounces: reports about letters that had left, read, matched and drawn consequences from."""

from muster.features.delivery.bounces.actions import (
    Arrival,
    bounces_of,
    intake_health,
    take,
)
from muster.features.delivery.bounces.model import (
    Ignored,
    Intake,
    IntakeHealth,
    Taken,
    Way,
)

__all__ = [
    "Arrival",
    "Ignored",
    "Intake",
    "IntakeHealth",
    "Taken",
    "Way",
    "bounces_of",
    "intake_health",
    "take",
]
