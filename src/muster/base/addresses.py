"""E-mail addresses: what is accepted, and when two are the same person's.

Two addresses are one candidate's when they agree after NFC, lower-casing of the local part and
conversion of the domain to lower-case A-labels (RFC 5891). Mail goes to the address as given.
"""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from muster.base.errors import InvalidError

# The shape of nearly every address, decided without the library: it costs fifty times as much,
# and a batch has five hundred. What does not match is not refused, only looked at closely.
_PLAIN = re.compile(
    r"(?=.{6,254}$)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_SPECIAL_USE = ("local", "localhost", "invalid", "test", "onion", "arpa")
_LONGEST_LOCAL = 64


class AddressError(InvalidError):
    """This is not an e-mail address that mail can be sent to."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as given (white space around it removed) and the key it is unique by."""

    given: str
    key: str


def parse_address(text: str, *, field: str = "email") -> Address:
    """Return the address and its key.

    Raises:
        AddressError: it is not an address (RFC 5321, with RFC 6531 for other scripts).
    """
    given = text.strip()
    if (
        _PLAIN.fullmatch(given)
        and given.index("@") <= _LONGEST_LOCAL
        and not given.lower().endswith(_SPECIAL_USE)
        and "xn--" not in given
        and "--" not in given
    ):
        return Address(given, given.lower())
    return _look_closely(given, field)


def _look_closely(given: str, field: str) -> Address:
    try:
        found = validate_email(
            unicodedata.normalize("NFC", given), check_deliverability=False, allow_smtputf8=True
        )
    except EmailNotValidError as error:
        # The library's sentence may quote the address; ours does not, because errors are logged.
        raise AddressError(f"{field} is not a valid e-mail address", field=field) from error
    domain = found.ascii_domain.lower()
    local = unicodedata.normalize("NFC", found.local_part).lower()
    return Address(given, f"{local}@{domain}")
