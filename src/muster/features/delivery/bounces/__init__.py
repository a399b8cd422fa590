"""Bounces: reports about letters that had left, read, matched and drawn consequences from."""

from muster.features.delivery.bounces.actions import (
    Arrival,
    bounces_of,
    intake_health,
    take,
)
from muster.features.delivery.bounces.folder import BounceFolderError, FolderAddress
from muster.features.delivery.bounces.model import (
    Ignored,
    Intake,
    IntakeHealth,
    Taken,
    Way,
)
from muster.features.delivery.bounces.visit import visit, visit_in_turn

__all__ = [
    "Arrival",
    "BounceFolderError",
    "FolderAddress",
    "Ignored",
    "Intake",
    "IntakeHealth",
    "Taken",
    "Way",
    "bounces_of",
    "intake_health",
    "take",
    "visit",
    "visit_in_turn",
]
