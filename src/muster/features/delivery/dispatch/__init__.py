"""The worker's side of delivery: claims, connections, recording."""

from muster.features.delivery.dispatch.dispatcher import Dispatcher, Pace

__all__ = ["Dispatcher", "Pace"]
