"""The folder of a mail server in which reports gather, over IMAP (RFC 3501, RFC 6851).

The standard library's client is blocking, so that whoever uses a ``Folder`` does so in a thread.
"""

import contextlib
import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from muster.base.errors import UnavailableError
from muster.base.settings import SettingError
from muster.features.delivery.bounces.mime import printable
from muster.features.delivery.bounces.model import LARGEST
from muster.features.delivery.senders.relay import is_loopback

_PATIENCE_SECONDS = 8.0
"""For one answer; a worker that is told to stop waits for it, and has ten."""
_WAITING = "UNSEEN UNFLAGGED"
# The client raises errors of its own, those of the socket, and ValueError for what it cannot send.
_FAILURES = (imaplib.IMAP4.error, OSError, ValueError)


class BounceFolderError(UnavailableError):
    """The folder that reports come into cannot be used."""

    code = "bounce_folder"


class _Security(StrEnum):
    PLAIN = "imap"
    STARTTLS = "imap+starttls"
    TLS = "imaps"


_PORTS = {_Security.PLAIN: 143, _Security.STARTTLS: 143, _Security.TLS: 993}


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """What MUSTER_BOUNCE_IMAP says. ``done`` is where reports go afterwards, None to leave them."""

    host: str
    port: int
    security: _Security
    username: str
    password: str
    folder: str
    done: str | None = None
    authority: str | None = None

    @classmethod
    def parse(cls, url: str) -> "FolderAddress":
        """Read ``imap[+starttls|s]://USER:PASSWORD@HOST[:PORT]/FOLDER[?done=FOLDER][&ca=FILE]``.

        Raises:
            SettingError: the URL has another form, or would send the password in the clear.
        """
        parts, port = _split(url)
        folder, options = unquote(parts.path.lstrip("/")) or "INBOX", parse_qs(parts.query)
        done = options.get("done", [None])[0]
        security = _Security(parts.scheme)
        if security is _Security.PLAIN and not is_loopback(parts.hostname or ""):
            raise SettingError(
                "MUSTER_BOUNCE_IMAP would send the password in the clear: use imaps://"
            )
        if not (folder + (done or "")).isascii():
            raise SettingError("MUSTER_BOUNCE_IMAP needs folders with plain names, in ASCII")
        return cls(
            host=parts.hostname or "",
            port=port or _PORTS[security],
            security=security,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=folder,
            done=done,
            authority=options.get("ca", [None])[0],
        )


def _split(url: str) -> tuple[SplitResult, int | None]:
    # Not the error's own words: they may repeat the password.
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingError("MUSTER_BOUNCE_IMAP has a host or a port that there cannot be") from None
    if parts.scheme not in set(_Security) or not (parts.hostname and parts.username):
        raise SettingError(
            "MUSTER_BOUNCE_IMAP must be imaps:// or imap+starttls://USER:PASSWORD@HOST[:PORT]/FOLDER"
        )
    return parts, port


class Folder:
    """An open folder; every method may raise BounceFolderError."""

    def __init__(self, client: imaplib.IMAP4, done: str | None) -> None:
        """Take a client that has selected the folder; ``Folder.open`` makes one."""
        self._client = client
        self._done = done

    @classmethod
    def open(cls, address: FolderAddress) -> "Folder":
        """Connect, log in and select the folder."""
        client = None
        try:
            client = _connect(address)
            _log_in(client, address)
            _expect(client.select(_quoted(address.folder)), f"{address.folder} cannot be opened")
            _check_moving(client, address)
        except BaseException as error:
            if client is not None:
                _leave(client)
            if isinstance(error, _FAILURES):
                _refuse(error)
            raise
        return cls(client, address.done)

    def waiting(self) -> list[str]:
        """Return the UIDs of mails that nobody has read, oldest first."""
        (found,) = self._ask("SEARCH", _WAITING)[:1] or (b"",)
        return found.decode("ascii", "replace").split() if isinstance(found, bytes) else []

    def fetch(self, uid: str) -> bytes | None:
        """Return a mail, no more of it than is ever read; None when it is gone."""
        for answer in self._ask("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)"):
            if isinstance(answer, tuple):
                content: bytes = answer[1]
                return content
        return None

    def put_away(self, uid: str) -> None:
        """Mark a mail as read, and move it where it is to go."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
        if self._done:
            self._ask("MOVE", uid, _quoted(self._done))

    def set_aside(self, uid: str) -> None:
        """Mark a mail for a person to look at; it is not taken again."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Flagged)")

    def close(self) -> None:
        """Say goodbye; whatever comes of it changes nothing."""
        _leave(self._client)

    def _ask(self, command: str, *words: str) -> list[Any]:
        try:
            return _expect(self._client.uid(command, *words), f"{command} was refused")
        except _FAILURES as error:
            _refuse(error)


def _connect(address: FolderAddress) -> imaplib.IMAP4:
    if address.security is _Security.TLS:
        return imaplib.IMAP4_SSL(
            address.host, address.port, ssl_context=_tls(address), timeout=_PATIENCE_SECONDS
        )
    client = imaplib.IMAP4(address.host, address.port, timeout=_PATIENCE_SECONDS)
    if address.security is _Security.STARTTLS:
        client.starttls(_tls(address))
    return client


def _tls(address: FolderAddress) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if address.authority:
        context.load_verify_locations(cafile=address.authority)
    return context


def _log_in(client: imaplib.IMAP4, address: FolderAddress) -> None:
    # LOGIN is for ASCII; SASL PLAIN (RFC 4616) takes any.
    words = ("", address.username, address.password)
    login: Callable[[], Any] = (
        (lambda: client.login(address.username, address.password))
        if "".join(words).isascii()
        else (lambda: client.authenticate("PLAIN", lambda _: "\0".join(words).encode()))
    )
    try:
        login()
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        # The server's words may repeat who wanted in.
        raise BounceFolderError("The mail server refuses the user or the password") from error


def _check_moving(client: imaplib.IMAP4, address: FolderAddress) -> None:
    if address.done is None:
        return
    # What a server can do it tells in full only to who has logged in.
    (abilities,) = _expect(client.capability(), "CAPABILITY was refused")[-1:]
    if b"MOVE" not in abilities.split():
        raise BounceFolderError("The mail server cannot move mails (RFC 6851): omit done=")


def _expect(answer: tuple[str, list[Any]], complaint: str) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise BounceFolderError(f"The folder of reports: {complaint}")
    return data


def _refuse(error: Exception) -> NoReturn:
    words = printable(str(error)) or type(error).__name__
    raise BounceFolderError(f"The folder of reports cannot be used: {words[:200]}") from error


def _leave(client: imaplib.IMAP4) -> None:
    with contextlib.suppress(*_FAILURES):
        client.logout()


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
