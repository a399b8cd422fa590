"""What surfaces are built with in tests: what they have in earnest, and keys that are all zero."""

from pathlib import Path

from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.services import Services
from muster.features.delivery import OutcomeWatch
from muster.storage.blobs import LocalBlobs

PUBLIC_URL = "https://muster.example.com"


def make_services(database, clock, folder: Path, public_url: str = PUBLIC_URL) -> Services:
    """Return collaborators that keep their blobs below a folder."""
    return Services(
        database=database,
        clock=clock,
        links=Links(KeyRing({1: bytes(32)}), public_url),
        watch=OutcomeWatch(database),
        blobs=LocalBlobs(folder / "blobs"),
        mail_configured=True,
    )
