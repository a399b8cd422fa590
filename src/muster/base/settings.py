"""The settings in force, and their defaults. The only reader of the environment.

``docs/settings.md`` is checked against the list in ``setting_list.py``; ``muster doctor`` prints it. A value can also
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
from muster.base.setting_list import SETTINGS


class SettingError(InvalidError):
    """A setting has a value that Muster cannot use."""

    code = "setting"


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
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_label: str = "single sign-on"
    oidc_organization: str = ""
    oidc_role: str = "reviewer"
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
        _check_service(self.oidc_issuer, self.oidc_client_id, self.oidc_role)
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


def _check_service(issuer: str, client_id: str, role: str) -> None:
    if issuer and not (_names_host(issuer) and client_id):
        raise SettingError("MUSTER_OIDC_ISSUER must be an address, with MUSTER_OIDC_CLIENT_ID")
    if role not in {"owner", "recruiter", "reviewer", "auditor"}:
        raise SettingError("MUSTER_OIDC_ROLE must be owner, recruiter, reviewer or auditor")


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
