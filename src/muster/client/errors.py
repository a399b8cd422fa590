"""What can go wrong between a program and a Muster."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request or a row; ``field`` is None for the whole."""

    code: str
    field: str | None
    detail: str


class MusterClientError(Exception):
    """Everything that this package raises."""


class NotReachedError(MusterClientError):
    """The server gave no answer, however often it was asked."""


class ApiError(MusterClientError):
    """The server refused a request.

    ``code`` is stable and listed in docs/errors.md, ``request_id`` is what its operator finds in
    the log.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        faults: Sequence[Fault] = (),
        request_id: str = "",
    ) -> None:
        """Keep what the problem details say."""
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.request_id = request_id


class BusyError(ApiError):
    """It is too busy (429, 503), and still was after the last try."""


class RefusedError(MusterClientError):
    """The one person of a call cannot be invited; ``faults`` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(fault.detail for fault in faults) or "refused")
        self.faults = tuple(faults)


class SignatureError(MusterClientError):
    """A webhook was not signed with this secret, or not lately: answer 400 and forget it."""
