"""Every setting: its name, default and what it says. The only reader of the environment.

``docs/settings.md`` is checked against this list; ``muster doctor`` prints it. A value can also
be given as a file's path in ``NAME_FILE``, as container platforms hand secrets over.
"""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from muster.base.errors import InvalidError


class SettingError(InvalidError):
    """A setting has a value that Muster cannot use."""

    code = "setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the list."""

    field: str
    variable: str
    help: str
    secret: bool = False


SETTINGS = (
    Setting("data", "MUSTER_DATA", "Folder of the embedded database, its key ring and the files."),
    Setting(
        "blobs",
        "MUSTER_BLOBS",
        "Folder of recordings and uploaded files; empty is blobs in the data.",
    ),
    Setting("host", "MUSTER_HOST", "Address to listen on."),
    Setting("port", "MUSTER_PORT", "Port to listen on; 0 takes a free one."),
    Setting("public_url", "MUSTER_PUBLIC_URL", "The address that candidates' links begin with."),
    Setting(
        "database_url",
        "MUSTER_DATABASE_URL",
        "PostgreSQL 15 or newer; empty starts the embedded one.",
        secret=True,
    ),
    Setting(
        "database_direct_url",
        "MUSTER_DATABASE_DIRECT_URL",
        "The same database past any pooler, for migrations.",
        secret=True,
    ),
    Setting("database_pool", "MUSTER_DATABASE_POOL", "Connections a process may open."),
    Setting(
        "prepared_statements",
        "MUSTER_PREPARED_STATEMENTS",
        "Switch off behind a pooler that cannot keep them.",
    ),
    Setting(
        "secret_keys",
        "MUSTER_SECRET_KEYS",
        "Key ring ID:SECRET,… that signs links, newest first.",
        secret=True,
    ),
    Setting(
        "smtp_url",
        "MUSTER_SMTP_URL",
        "Relay: smtp://, smtp+starttls:// or smtps://[USER:PASSWORD@]HOST[:PORT].",
        secret=True,
    ),
    Setting(
        "smtp_connections",
        "MUSTER_SMTP_CONNECTIONS",
        "Connections to the relay that a worker keeps.",
    ),
    Setting(
        "smtp_rate",
        "MUSTER_SMTP_RATE",
        "Letters a second that the relay takes from all workers; 0 is no limit.",
    ),
    Setting(
        "smtp_command_timeout",
        "MUSTER_SMTP_COMMAND_TIMEOUT",
        "Seconds to wait for a reply to a command.",
    ),
    Setting(
        "smtp_data_timeout",
        "MUSTER_SMTP_DATA_TIMEOUT",
        "Seconds to wait for the reply to a letter's final dot.",
    ),
    Setting("mail_from", "MUSTER_MAIL_FROM", "Sender address of every letter."),
    Setting(
        "bounce_domain",
        "MUSTER_BOUNCE_DOMAIN",
        "Domain of the return paths by which letters that come back are known.",
    ),
    Setting(
        "bounce_imap",
        "MUSTER_BOUNCE_IMAP",
        "Folder of reports: imaps://USER:PASSWORD@HOST[:PORT]/FOLDER[?done=FOLDER].",
        secret=True,
    ),
    Setting(
        "mail_folder",
        "MUSTER_MAIL_FOLDER",
        "Write letters into this folder instead of sending them.",
    ),
    Setting(
        "mailbox",
        "MUSTER_MAILBOX",
        "Keep letters in a folder of the data and show them at /mailbox, to loopback only.",
    ),
    Setting(
        "webhook_allow",
        "MUSTER_WEBHOOK_ALLOW",
        "Hosts and networks that webhooks may go to although they are not public, or not https.",
    ),
    Setting("role", "MUSTER_ROLE", "What a process does: all, web or worker."),
    Setting("processes", "MUSTER_PROCESSES", "Number of equal processes that serve starts."),
    Setting(
        "rate_limit",
        "MUSTER_RATE_LIMIT",
        "Requests or rows a minute that a key may ask of /v1 of one process; 0 is no limit.",
    ),
    Setting("log_level", "MUSTER_LOG_LEVEL", "debug, info, warning or error."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force."""

    data: Path = Path("var")
    blobs: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    database_url: str = ""
    database_direct_url: str = ""
    database_pool: int = 10
    prepared_statements: bool = True
    secret_keys: str = ""
    smtp_url: str = ""
    smtp_connections: int = 16
    smtp_rate: float = 0.0
    smtp_command_timeout: float = 30.0
    smtp_data_timeout: float = 600.0
    mail_from: str = ""
    bounce_domain: str = ""
    bounce_imap: str = ""
    mail_folder: str = ""
    mailbox: bool = False
    webhook_allow: str = ""
    role: str = "all"
    processes: int = 1
    rate_limit: int = 120_000
    log_level: str = "info"

    @classmethod
    def read(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        overrides: Mapping[str, Any] | None = None,
    ) -> Self:
        """Return the settings of an environment, the process's own by default.

        ``overrides`` are values by field that win, such as those of a command line.

        Raises:
            SettingError: a value has the wrong form; the message names the variable.
        """
        source = os.environ if environment is None else environment  # noqa: TID251 -- the one reader
        kinds = {field.name: field.type for field in fields(cls)}
        values = {}
        for setting in SETTINGS:
            text = _look_up(source, setting.variable)
            if text is not None and text.strip():
                values[setting.field] = _convert(
                    setting.variable, text.strip(), kinds[setting.field]
                )
        return replace(cls(), **(values | dict(overrides or {}))).checked()

    def checked(self) -> Self:
        """Return the same settings, with what follows from others filled in.

        Raises:
            SettingError: a value is not one of those allowed.
        """
        if self.role not in {"all", "web", "worker"}:
            raise SettingError("MUSTER_ROLE must be all, web or worker")
        if self.log_level not in {"debug", "info", "warning", "error"}:
            raise SettingError("MUSTER_LOG_LEVEL must be debug, info, warning or error")
        for name in ("processes", "smtp_connections", "database_pool"):
            if getattr(self, name) < 1:
                raise SettingError(f"MUSTER_{name.upper()} must be at least 1")
        for name in ("smtp_command_timeout", "smtp_data_timeout"):
            if not 0 < getattr(self, name) < math.inf:
                raise SettingError(f"MUSTER_{name.upper()} must be more than 0")
        if not 0 <= self.smtp_rate < math.inf:
            raise SettingError("MUSTER_SMTP_RATE must be 0 or more")
        if not 0 <= self.port <= 65535:  # noqa: PLR2004 -- the highest port there is
            raise SettingError("MUSTER_PORT must be between 0 and 65535")
        _check_domain(self.bounce_domain)
        url = (self.public_url or f"http://{_url_host(self.host)}:{self.port}").rstrip("/")
        if not _names_host(url):
            raise SettingError(
                "MUSTER_PUBLIC_URL must begin with http:// or https:// and name a host"
            )
        return replace(self, public_url=url)

    def environment(self) -> dict[str, str]:
        """Return the variables that make another process read the same settings.

        What else this process inherited (paths, locale) comes along; what it was told otherwise
        on its command line wins.
        """
        values = dict(os.environ)  # noqa: TID251 -- handed on, not read
        for setting in SETTINGS:
            values.pop(f"{setting.variable}_FILE", None)
            values[setting.variable] = _write(getattr(self, setting.field))
        return values


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _look_up(source: Mapping[str, str], variable: str) -> str | None:
    if path := source.get(f"{variable}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8")
        except OSError as error:
            raise SettingError(f"{variable}_FILE cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SettingError(f"{variable}_FILE cannot be read: it is no text") from error
    return source.get(variable)


def _convert(variable: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {
                "1": True,
                "true": True,
                "yes": True,
                "on": True,
                "0": False,
                "false": False,
                "no": False,
                "off": False,
            }[text.lower()]
        return kind(text)
    except (ValueError, KeyError) as error:
        raise SettingError(f"{variable} must be {_KINDS.get(kind, 'text')}") from error


def _check_domain(name: str) -> None:
    if name and not _DOMAIN.fullmatch(name):
        raise SettingError("MUSTER_BOUNCE_DOMAIN must be a domain, such as bounces.example.com")


# A name in ASCII; other scripts as A-labels (RFC 5890), because every relay takes those.
_DOMAIN = re.compile(r"(?=.{4,190}$)(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_KINDS = {int: "a whole number", float: "a number", bool: "true or false"}


def _names_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _url_host(host: str) -> str:
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 -- compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
