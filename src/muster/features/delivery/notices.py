"""Notices: letters to an employer about what somebody there should know."""

from collections.abc import Mapping
from typing import Any

from muster.base.addresses import parse_address
from muster.features.delivery.model import Draft
from muster.features.organizations import Organization

KIND = "notice"


def notice(
    organization: Organization, about: str, facts: Mapping[str, Any], *, reference: int
) -> Draft | None:
    """Return the letter to the organization's reply address; None where it gave none.

    ``about`` chooses the words and ``facts`` fills them (edges/letters/notices.py); both are
    JSON. ``reference`` is the id of what it is about.
    """
    if organization.reply_to is None:
        return None
    address = parse_address(organization.reply_to)
    return Draft(
        kind=KIND,
        reference=reference,
        recipient=address.given,
        recipient_key=address.key,
        variables={
            "about": about,
            "facts": facts,
            "organization": organization.name,
            "accent_color": organization.accent_color,
            "locale": organization.locale,
        },
        template="notice.1",
        send_before=None,
        bulk=False,
    )
