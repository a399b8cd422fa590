"""Sample letters of an organization: what its candidates would get, about nobody's invitation."""

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from muster.base.ids import MAX_ID
from muster.base.links import Links
from muster.edges.letters.letters import Letters
from muster.edges.letters.preview import NOWHERE, sample, variables_of
from muster.features.delivery import Words
from muster.features.organizations import Organization

# Who a letter comes from is the operator's setting; where samples are looked at it is not shown.
_FROM = "invitations@example.com"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as mail programs show it."""

    subject: str
    text: str
    html: str


def sample_variables(
    kind: str, language: str, organization: Organization, now: datetime
) -> dict[str, Any]:
    """Return the variables of a letter to an invented person; its links open nothing."""
    variables = variables_of(kind, language, organization.accent_color) | {
        "organization": organization.name,
        "reply_to": organization.reply_to,
        "contact": organization.contact,
        "time_zone": organization.time_zone,
        "expires_at": (now + organization.window_days * _DAY).isoformat(),
    }
    for link in ("link", "stop"):
        if link in variables:
            variables[link] = {**variables[link], "subject": MAX_ID, "version": 0}
    if organization.logo:
        size = {"width": organization.logo.width, "height": organization.logo.height}
        variables["logo"] = {"path": organization.logo_path} | size
    return variables


class Samples:
    """Renders sample letters; their links are signed with a key that no installation has."""

    def __init__(self, public_url: str) -> None:
        """Take the public address, which letters show."""
        self._letters = Letters(Links(NOWHERE, public_url), _FROM)

    def show(self, kind: str, variables: Mapping[str, Any], words: Words | None) -> Shown:
        """Return a letter in an organization's words, or in ours."""
        message = replace(sample(kind, dict(variables)), words=words)
        return show_letter(self._letters.renderers[kind](message).content)


def show_letter(content: bytes) -> Shown:
    """Return a rendered letter as mail programs show it."""
    letter = email.message_from_bytes(content, policy=email.policy.default)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    return Shown(
        str(letter["Subject"]),
        str(text.get_content()) if text else "",
        str(html.get_content()) if html else "",
    )
