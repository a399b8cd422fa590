"""Ways to endpoints."""

from muster.features.webhooks.senders.parcels import Parcel, Sender

__all__ = ["Parcel", "Sender"]
