"""A sample letter, to look at before anybody is invited; all people in it are invented."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from muster.base.errors import InvalidError
from muster.base.language import LANGUAGES
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.letters.letters import Letters
from muster.features.delivery import Message

_CREATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# A key that no installation has: the sample's link opens nothing anywhere.
NOWHERE = KeyRing({255: b"the sample letter opens nothing."})
_NAMES = {
    "en": "Amara Okafor",
    "de": "Käthe Brückner",
    "es": "Íñigo Ibáñez Peña",
    "fr": "Zoé Lefèvre-Nguyễn",
    "ar": "ليلى الحدّاد",
}
_TITLES = (
    ("Customer support: first contact", "assessment", 45),
    ("Tell us about yourself", "interview", 15),
    ("From application to first day", "track", None),
)


_KINDS = (
    "invitation",
    "home",
    "stage",
    "reminder",
    "deadline",
    "refusal",
    "withdrawal",
    "notice",
    "sign_in",
    "welcome",
)


class PreviewError(InvalidError):
    """There is no sample of this kind or language."""

    code = "preview"


def preview(
    kind: str,
    language: str,
    *,
    public_url: str = "https://muster.example.com",
    mail_from: str = "invitations@example.com",
    accent_color: str | None = None,
) -> bytes:
    """Return a letter of one of the kinds as a mail file (RFC 5322).

    Raises:
        PreviewError: the kind or the language is not one of ours.
    """
    if kind not in _KINDS or language not in LANGUAGES:
        raise PreviewError(f"Choose one of {', '.join(_KINDS)} and of {', '.join(LANGUAGES)}")
    letters = Letters(Links(NOWHERE, public_url), mail_from)
    message = sample(kind, variables_of(kind, language, accent_color))
    return letters.renderers[kind](message).content


def sample(kind: str, variables: dict[str, Any]) -> Message:
    """Return a message with these variables to an invented person."""
    return Message(
        organization_id=1,
        id=1,
        uid=UUID("01950000-0000-7000-8000-000000000001"),
        kind=kind,
        reference=1,
        recipient="candidate@example.org",
        recipient_key="candidate@example.org",
        variables=variables,
        template=f"{kind}.1",
        created_at=_CREATED,
        attempt=1,
        rendered_sha256=None,
    )


_NOTICE = {
    "about": "expired",
    "facts": {
        "count": 2,
        "people": [
            {"name": _NAMES["fr"], "title": _TITLES[0][0]},
            {"name": _NAMES["ar"], "title": _TITLES[1][0]},
        ],
        "more": 0,
    },
}


_MEMBER_FACTS: dict[str, dict[str, Any]] = {
    "sign_in": {"minutes": 10},
    "welcome": {"role": "recruiter", "inviter": "Ọlá Adébáyọ̀", "days": 7},
}
_SEQUENCES = {"deadline": 1, "withdrawal": 2}
_OWN: dict[str, dict[str, Any]] = {
    "stage": {"track": {"title": _TITLES[2][0], "number": 2, "count": 3}},
    "reminder": {"stop": {"kind": "reminders", "subject": 1, "version": 0}},
}


def variables_of(kind: str, language: str, accent_color: str | None) -> dict[str, Any]:
    """Return what the feature that owes a letter would store with it."""
    if kind == "notice":
        employer = {"organization": "Lindenhof Bakery", "accent_color": accent_color}
        return _NOTICE | employer | {"locale": language}
    if kind in _MEMBER_FACTS:
        return {
            "name": _NAMES[language],
            "locale": language,
            "organization": "Lindenhof Bakery",
            "accent_color": accent_color,
            "link": {"kind": "member", "subject": 1, "version": 0},
            "facts": _MEMBER_FACTS[kind],
        }
    titles = _TITLES if kind == "home" else _TITLES[:1]
    entry = {"uid": "01950000-0000-7000-8000-000000000002", "sequence": _SEQUENCES.get(kind, 0)}
    return {
        "name": _NAMES[language],
        "locale": language,
        "organization": "Lindenhof Bakery",
        "reply_to": "jobs@example.com",
        "contact": "+49 30 5550 0100",
        "accent_color": accent_color,
        "activities": [
            {"title": title, "kind": form, "minutes": minutes} for title, form, minutes in titles
        ],
        "opens_at": None,
        "expires_at": "2026-03-20T21:59:00+00:00",
        "time_zone": "Europe/Berlin",
        "link": {"kind": "home" if kind == "home" else "invitation", "subject": 1, "version": 1},
        "calendar": None if kind == "refusal" else entry,
    } | _OWN.get(kind, {})
