"""The bundled PostgreSQL: the wheel's programs, started by our own few lines."""

from muster.storage.embedded.errors import EmbeddedServerError, FolderInUseError
from muster.storage.embedded.locks import FolderLock
from muster.storage.embedded.lodging import Means
from muster.storage.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer", "EmbeddedServerError", "FolderInUseError", "FolderLock", "Means"]
