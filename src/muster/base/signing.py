"""The personal link's token and the key ring that signs it (DESIGN 5).

A token is 48 letters of base 32, 240 bits: kind 4, key 8, organization 32, subject 48, link
version 16, MAC 132. The MAC is keyed BLAKE2b (RFC 7693) over the 108 bits before it: a batch of
five hundred signs five hundred links, and HMAC costs six times as much in this interpreter.
Nothing of it is stored: the same link can be made again, and a forged or cut one is refused
before any database access.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import IntEnum

from muster.base.errors import InvalidError
from muster.base.ids import CROCKFORD

TOKEN_LENGTH = 48
_MAC_BITS = 132
_CONTEXT = b"muster link 1"
_SUBKEY = b"muster subkey 1"
_PAIRS = [first + second for first in CROCKFORD for second in CROCKFORD]
# Python's int() reads base 32 with the digits 0-9a-v. Crockford reads o as 0, i and l as 1,
# because people type links from paper, too.
_DIGITS = str.maketrans(CROCKFORD + "oil", "0123456789abcdefghijklmnopqrstuv" + "011")
_LETTERS = re.compile(r"[0-9a-z]+", re.ASCII)
_KEY_ID = re.compile(r"[0-9]{1,3}")
_MAX_KEY_ID = 2**8 - 1
_KEY_BYTES = 32
_MOST_KEY_BYTES = 64  # BLAKE2b takes no longer key
MAX_LINK_VERSION = 2**16 - 1


class SecretKeysError(InvalidError):
    """MUSTER_SECRET_KEYS is not a list of ID:SECRET with 32 to 64 random bytes each."""

    code = "secret_keys"


class LinkKind(IntEnum):
    """What a token is for; none can be used as another."""

    INVITATION = 1
    HOME = 2
    REMINDERS = 3
    """Stops the reminders of an invitation, the subject, and does nothing else."""
    REPORT = 4
    """Shows a report to whoever has it; the subject is the share."""
    RETURN = 5
    """The return path of a letter, the subject: what comes back names it."""
    MEMBER = 6
    """Lets a member in to the console, once; the subject is the row that says whom."""


PERSONAL = frozenset({LinkKind.INVITATION, LinkKind.HOME})
"""The kinds that open a candidate's pages."""


class LinkFault(IntEnum):
    """Why a token cannot be read."""

    CUT = 1
    WRONG = 2


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What a token says; its kind tells what the subject is the id of."""

    kind: LinkKind
    organization: int
    subject: int
    version: int


_KINDS = frozenset(LinkKind)


class KeyRing:
    """Signing keys, newest first; the newest signs, all verify."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        """Take keys by their id, 0 to 255, newest first."""
        if not keys:
            raise SecretKeysError
        self._keys = keys
        self._newest = next(iter(keys))
        self.fingerprints = frozenset(
            hashlib.sha256(b"muster key 1\0" + key.to_bytes(1, "big") + secret).hexdigest()[:32]
            for key, secret in keys.items()
        )

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read ``ID:SECRET[,ID:SECRET…]``; the secret is 64 hex digits or unpadded base64url.

        Raises:
            SecretKeysError: the text has another form or a secret is too short or too long.
        """
        keys: dict[int, bytes] = {}
        for part in text.split(","):
            number, _, secret = part.strip().partition(":")
            if not _KEY_ID.fullmatch(number) or int(number) > _MAX_KEY_ID or int(number) in keys:
                raise SecretKeysError
            keys[int(number)] = _read_secret(secret)
        return cls(keys)

    def derive(self, purpose: bytes) -> dict[int, bytes]:
        """Return, for each key, newest first, one of 32 bytes that serves another purpose."""
        return {
            number: hashlib.blake2b(
                purpose, digest_size=_KEY_BYTES, key=secret, person=_SUBKEY
            ).digest()
            for number, secret in self._keys.items()
        }

    def sign(self, claim: LinkClaim) -> str:
        """Return the token of a claim."""
        payload = (
            ((claim.kind << 8 | self._newest) << 32 | claim.organization) << 48 | claim.subject
        ) << 16 | claim.version
        number = payload << _MAC_BITS | self._mac(self._newest, payload)
        return "".join([_PAIRS[number >> shift & 1023] for shift in range(230, -1, -10)])

    def read(self, token: str) -> LinkClaim | LinkFault:
        """Return what a token says, or why it says nothing."""
        letters = token.strip().lower()
        if not _LETTERS.fullmatch(letters):
            return LinkFault.WRONG
        if len(letters) < TOKEN_LENGTH:
            return LinkFault.CUT
        if len(letters) > TOKEN_LENGTH or "u" in letters:
            return LinkFault.WRONG
        return self._verify(int(letters.translate(_DIGITS), 32))

    def _verify(self, number: int) -> LinkClaim | LinkFault:
        payload = number >> _MAC_BITS
        key, kind = payload >> 96 & 0xFF, payload >> 104
        if key not in self._keys or kind not in _KINDS:
            return LinkFault.WRONG
        given = (number & (1 << _MAC_BITS) - 1).to_bytes(17, "big")
        if not hmac.compare_digest(given, self._mac(key, payload).to_bytes(17, "big")):
            return LinkFault.WRONG
        return LinkClaim(
            kind=LinkKind(kind),
            organization=payload >> 64 & 0xFFFFFFFF,
            subject=payload >> 16 & 0xFFFFFFFFFFFF,
            version=payload & 0xFFFF,
        )

    def _mac(self, key: int, payload: int) -> int:
        mac = hashlib.blake2b(
            payload.to_bytes(14, "big"), digest_size=17, key=self._keys[key], person=_CONTEXT
        )
        return int.from_bytes(mac.digest(), "big") >> 4


def _read_secret(text: str) -> bytes:
    try:
        secret = (
            bytes.fromhex(text)
            if len(text) == 2 * _KEY_BYTES
            else base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        )
    except ValueError as error:
        raise SecretKeysError from error
    if not _KEY_BYTES <= len(secret) <= _MOST_KEY_BYTES:
        raise SecretKeysError
    return secret
