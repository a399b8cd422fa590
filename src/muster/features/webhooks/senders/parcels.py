"""What a sender takes and gives; a test's sender and the real one have this in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from muster.features.webhooks.schedule import Answer


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call as it leaves: everything but the way."""

    url: str
    headers: Mapping[str, str]
    content: bytes


class Sender(Protocol):
    """Makes calls."""

    async def send(self, parcel: Parcel) -> Answer:
        """POST a parcel and return what came back; what goes wrong is an answer, too."""
        ...
