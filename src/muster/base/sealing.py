"""Secrets of others that Muster must be able to say again: sealed while they rest.

AES-256-GCM (NIST SP 800-38D) under keys derived from the key ring. A sealed text is form 1, the
number of the ring's key, 12 random bytes, and the ciphertext with its tag. It opens only where it
was bound to, so that a row copied to another place is of no use there.
"""

import os
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from muster.base.errors import UnavailableError
from muster.base.signing import KeyRing

_FORM = 1
_NONCE = 12
_HEAD = 2 + _NONCE


class SealError(UnavailableError):
    """A stored secret cannot be opened with the keys of MUSTER_SECRET_KEYS."""

    code: ClassVar[str] = "seal"


class Sealer:
    """Seals with the newest key of a ring and opens with all of them."""

    def __init__(self, ring: KeyRing) -> None:
        """Derive the keys."""
        self._ciphers = {
            number: AESGCM(key) for number, key in ring.derive(b"stored secrets").items()
        }
        self._newest = next(iter(self._ciphers))

    def seal(self, secret: bytes, place: bytes) -> bytes:
        """Return a secret that opens at this place only."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, secret, place)
        return bytes((_FORM, self._newest)) + nonce + sealed

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Return what was sealed at this place.

        Raises:
            SealError: the ring has lost the key, or the bytes are not of this place.
        """
        form, number = sealed[:2]
        cipher = self._ciphers.get(number)
        if form != _FORM or cipher is None:
            raise SealError
        try:
            return cipher.decrypt(sealed[2:_HEAD], sealed[_HEAD:], place)
        except InvalidTag as error:
            raise SealError from error
