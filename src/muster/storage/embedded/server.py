"""The bundled PostgreSQL of a folder: the first user starts it, the last one stops it."""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from muster.storage.embedded.cluster import Cluster
from muster.storage.embedded.errors import EmbeddedServerError, unusable
from muster.storage.embedded.locks import Membership, gate
from muster.storage.embedded.lodging import Means, find_lodging
from muster.storage.embedded.postmaster import ensure_running, shut_down

_logger = logging.getLogger(__name__)


class EmbeddedServer:
    """One process's share in the server of a folder.

    Whoever is killed leaves without a word: the server then stays up until the next user who
    leaves properly.
    """

    def __init__(self, folder: Path, cluster: Cluster, membership: Membership) -> None:
        """Hold what ``start`` found."""
        self._folder = folder
        self._cluster = cluster
        self._membership: Membership | None = membership
        self.url = cluster.url

    @classmethod
    async def start(
        cls,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        means: Means | None = None,
        warn: Callable[[str], None] = _logger.warning,
    ) -> Self:
        """Start the folder's server, or attach to it, and check that it answers.

        ``settings`` are PostgreSQL's; they are ignored when the server already runs. ``warn``
        hears what the operator should know: data or programs that are kept elsewhere.

        Raises:
            EmbeddedServerError: the message says what failed and what to do.
        """
        settings = settings or {}
        try:
            folder = _make(folder)
            async with gate(folder / "start.lock"):
                lodging = await find_lodging(folder, means or Means(), warn)
                cluster = Cluster(lodging)
                await cluster.prepare(durable=settings.get("fsync") != "off")
                membership = Membership(folder / "users.lock")
                try:
                    await ensure_running(cluster, settings)
                except BaseException:
                    await _leave(membership, cluster)
                    raise
        except OSError as error:
            raise unusable(folder, error) from error
        return cls(folder, cluster, membership)

    async def stop(self) -> None:
        """Leave; the last user stops the server. A second call does nothing.

        Raises:
            EmbeddedServerError: it does not stop.
        """
        membership, self._membership = self._membership, None
        if membership is None:
            return
        async with gate(self._folder / "start.lock"):
            await _leave(membership, self._cluster)


async def _leave(membership: Membership, cluster: Cluster) -> None:
    if membership.leave():
        await shut_down(cluster)
        with suppress(OSError):  # a socket that still lies there; the next start removes it
            cluster.sockets.rmdir()


def _make(folder: Path) -> Path:
    """Make the folder if need be; the system account of ``Lodging`` must pass through it."""
    folder = folder.resolve()
    if not folder.exists():
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            folder.chmod(0o711)
    elif not folder.is_dir():
        raise EmbeddedServerError(f"{folder} is not a folder. Choose another with --data.")
    return folder
