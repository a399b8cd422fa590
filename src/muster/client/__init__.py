"""A client for the native API of a Muster: invite, follow, read reports, verify webhooks.

It needs nothing of the server but its address and a key, and can be used from any program.
"""

from muster.client.errors import (
    ApiError,
    BusyError,
    Fault,
    MusterClientError,
    NotReachedError,
    RefusedError,
    SignatureError,
)
from muster.client.hooks import Hook, verify
from muster.client.muster import Batches, Muster
from muster.client.shapes import (
    Activity,
    Candidate,
    Event,
    Invitation,
    Person,
    Progress,
    Report,
    Row,
)

__all__ = [
    "Activity",
    "ApiError",
    "Batches",
    "BusyError",
    "Candidate",
    "Event",
    "Fault",
    "Hook",
    "Invitation",
    "Muster",
    "MusterClientError",
    "NotReachedError",
    "Person",
    "Progress",
    "RefusedError",
    "Report",
    "Row",
    "SignatureError",
    "verify",
]
