"""What a worker counts about calls."""

from collections import Counter

from muster.features.webhooks.model import CallState, Style
from muster.features.webhooks.schedule import Outcome


class WebhookStats:
    """Tries by style and outcome, and calls that were given up."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.outcomes: Counter[tuple[str, str]] = Counter()

    def note(self, style: Style, outcome: Outcome, state: CallState) -> None:
        """Count a try: ``delivered`` or ``failed``, and ``dead`` besides for the last of a call."""
        delivered = outcome is Outcome.DELIVERED
        self.outcomes[style.value, "delivered" if delivered else "failed"] += 1
        if state is CallState.DEAD:
            self.outcomes[style.value, "dead"] += 1
