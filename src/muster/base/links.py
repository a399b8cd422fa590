"""The addresses of signed links: where a token stands, and how it is read back."""

from dataclasses import dataclass

from muster.base.signing import PERSONAL, KeyRing, LinkClaim, LinkFault, LinkKind

_PATHS = {
    LinkKind.INVITATION: "i",
    LinkKind.HOME: "i",
    LinkKind.REMINDERS: "u",
    LinkKind.REPORT: "r",
    LinkKind.MEMBER: "console/sign-in",
}


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads the signed links of one installation."""

    ring: KeyRing
    public_url: str
    """Scheme, host and optional path without a final slash; never taken from a request."""

    def url(self, claim: LinkClaim) -> str:
        """Return ``https://HOST/i/TOKEN``, or another path for what is no personal link."""
        return f"{self.public_url}/{_PATHS[claim.kind]}/{self.ring.sign(claim)}"

    def fragment_url(self, claim: LinkClaim) -> str:
        """Return HiringBranch's own form, for organizations that ask for it."""
        return f"{self.public_url}/#?sessionToken={self.ring.sign(claim)}"

    def read(self, token: str, kinds: frozenset[LinkKind] = PERSONAL) -> LinkClaim | LinkFault:
        """Return what a token of one of these kinds says, or why it says nothing."""
        claim = self.ring.read(token)
        if isinstance(claim, LinkClaim) and claim.kind not in kinds:
            return LinkFault.WRONG
        return claim
