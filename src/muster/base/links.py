"""The address of a personal link: where a token stands, and how it is read back."""

from dataclasses import dataclass

from muster.base.signing import KeyRing, LinkClaim, LinkFault


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads personal links of one installation."""

    ring: KeyRing
    public_url: str
    """Scheme, host and optional path without a final slash; never taken from a request."""

    def url(self, claim: LinkClaim) -> str:
        """Return ``https://HOST/i/TOKEN``."""
        return f"{self.public_url}/i/{self.ring.sign(claim)}"

    def fragment_url(self, claim: LinkClaim) -> str:
        """Return HiringBranch's own form, for organizations that ask for it."""
        return f"{self.public_url}/#?sessionToken={self.ring.sign(claim)}"

    def read(self, token: str) -> LinkClaim | LinkFault:
        """Return what a token says, or why it says nothing."""
        return self.ring.read(token)
