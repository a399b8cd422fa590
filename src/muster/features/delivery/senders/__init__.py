"""Ways out of the house. One protocol, one suite of tests over every implementation.

A letter leaves in two steps, so that the worker decides when the second may happen: *offer*
says everything short of the letter itself, *deliver* sends it to its final dot. Only the second
can be accepted.
"""

from typing import Protocol

from muster.features.delivery.model import Letter
from muster.features.delivery.outcomes import Answer
from muster.features.delivery.senders.transcript import Transcript


class Channel(Protocol):
    """One connection to a relay, used by one task; closed after any answer without a code."""

    @property
    def fresh(self) -> bool:
        """Tell whether nothing was asked of this connection yet."""
        ...

    @property
    def usable(self) -> bool:
        """Tell whether another letter may be offered."""
        ...

    async def offer(self, letter: Letter) -> Answer | None:
        """Offer a letter; None means go ahead, an answer that it will not be taken."""
        ...

    async def deliver(self, following: Letter | None = None) -> Answer:
        """Send the offered letter to its final dot and return the answer to that.

        The offer of the ``following`` letter may travel with it; ``offer`` it next all the same.
        """
        ...

    async def leave(self) -> None:
        """Take leave politely, and never fail."""
        ...

    def close(self) -> None:
        """Drop the connection; what was offered and not delivered is not accepted."""
        ...


class Sender(Protocol):
    """A relay to which channels can be opened."""

    async def connect(self, transcript: Transcript | None = None) -> Channel | Answer:
        """Open a channel, or return why there is none; ``transcript`` is told what is said."""
        ...
