"""The return path of a letter: an address that says, signed, which letter comes back.

``bounce+TOKEN@DOMAIN``: the token is that of a link (``base/signing.py``), 48 letters, so the part
before the @ has 55 of the 64 that RFC 5321, 4.5.3.1.1, allows. It is written in lower case and
read in any, because mail servers change the case of what they send back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muster.base.signing import TOKEN_LENGTH, KeyRing, LinkClaim, LinkKind

_PREFIX = "bounce+"
_MOST_TOKENS = 10


@dataclass(frozen=True, slots=True)
class ReturnPath:
    """Makes and reads the return paths of one installation; ``domain`` is "" where there are none."""

    ring: KeyRing
    domain: str

    def address(self, organization: int, message: int) -> str:
        """Return the envelope sender of a message."""
        claim = LinkClaim(LinkKind.RETURN, organization, message, 0)
        return f"{_PREFIX}{self.ring.sign(claim)}@{self.domain}"

    def find(self, content: bytes) -> LinkClaim | None:
        """Return what the first genuine return path in some bytes says; forged ones are passed by."""
        for token in self._tokens(content):
            claim = self.ring.read(token)
            if isinstance(claim, LinkClaim) and claim.kind is LinkKind.RETURN:
                return claim
        return None

    def _tokens(self, content: bytes) -> Iterator[str]:
        if not self.domain:
            return
        shape = rb"bounce\+([0-9a-z]{%d})@%b" % (TOKEN_LENGTH, re.escape(self.domain.encode()))
        for number, found in enumerate(re.finditer(shape, content, re.IGNORECASE)):
            if number == _MOST_TOKENS:
                return
            yield found[1].decode()
