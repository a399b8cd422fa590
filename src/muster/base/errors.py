"""The root of everything that Muster refuses.

Each error is a class: its docstring's first line is the message for people, ``code`` is the
stable word for programs. Only edges know which status number belongs to which code.
"""

from typing import ClassVar


class MusterError(Exception):
    """Muster could not do what was asked."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str | None = None) -> None:
        """Take a sentence that says more than the docstring, or none."""
        self.message = detail or (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(self.message)


class NotFoundError(MusterError):
    """There is no such thing in this organization."""

    code = "not_found"


class InvalidError(MusterError):
    """A value cannot be accepted.

    ``field`` names the offending value in the words of the operation that refused it.
    """

    code = "invalid"

    def __init__(self, detail: str | None = None, *, field: str | None = None) -> None:
        """Take the sentence and the name of the value."""
        super().__init__(detail)
        self.field = field


class ConflictError(MusterError):
    """The present state does not allow this."""

    code = "conflict"


class ForbiddenError(MusterError):
    """The caller may not do this."""

    code = "forbidden"


class UnavailableError(MusterError):
    """A part that Muster needs does not answer; try again."""

    code = "unavailable"
