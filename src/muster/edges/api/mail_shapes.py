"""What became of letters, in words; and addresses that get none."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from muster.edges.api.answers import Stamp
from muster.edges.api.shapes import Json, bounce_json, stamp
from muster.edges.services import Services
from muster.features.delivery import BounceKind, MessageState, Standing, Suppression
from muster.features.invitations import InvitationView

_WORDS = {
    "address": "The address does not exist or takes no mail. Correct it, then send the letter again.",
    "mailbox_full": "The mailbox is full.",
    "timed_out": "The other side did not take it for days, and the relay gave up.",
    "policy": "The other side refuses what we send, to whomever. The operator must look at it.",
    "refused": "The other side refused the letter.",
    "later": "The other side does not take it yet. It will be tried again.",
    "complained": "The recipient called it spam. Nothing more is sent to this address.",
    "address_needs_smtputf8": "The relay cannot write to addresses in this script.",
    "gave_up": "The relay did not take it for 48 hours.",
    "expired": "Its time had passed before it could leave.",
    "cancelled": "It was not needed any more.",
    "render": "No letter could be made of it. The operator must look at it.",
}
_HELD = {
    "bounced": "An earlier letter to this address came back for good, so that nothing is sent to it.",
    "complained": "The recipient called an earlier letter spam, so that nothing is sent to it.",
}
_HELD_BY_HAND = "Somebody said that nothing is to be sent to this address."
_WAITING_FOR_RELAY = "No relay is configured. The letter waits for one."


class SuppressionAnswer(BaseModel):
    """An address that gets no letters."""

    number: int = Field(examples=[3])
    email: str = Field(examples=["amara@example.com"])
    reason: str = Field(
        description="`bounced`, `complained`, `manual`, or your own word.", examples=["bounced"]
    )
    words: str = Field(description="The other side's own.")
    created_at: Stamp


class SuppressionPage(BaseModel):
    """A page of suppressed addresses."""

    data: list[SuppressionAnswer]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class Lifted(BaseModel):
    """Whether there was anything to lift."""

    lifted: bool


class SuppressBody(BaseModel):
    """An address that is to get no letters."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "amara@example.com"}]}
    )

    email: str
    reason: str = Field("manual", description="A word of your own.", pattern=r"^[a-z][a-z_]{0,29}$")


def mail_json(
    services: Services, view: InvitationView, standings: Mapping[tuple[str, int], Standing]
) -> Json | None:
    """Return how an invitation's newest letter stands; None when none was ever asked for."""
    letters = [standings[thing] for thing in things_of(view) if thing in standings]
    if not letters:
        return None
    newest = max(letters, key=lambda letter: letter.id)
    waits = newest.state is MessageState.QUEUED and not services.mail_configured
    return {
        "state": "waiting_for_relay" if waits else newest.state.value,
        "reason": newest.reason,
        "explanation": _WAITING_FOR_RELAY if waits else _explain(newest),
        "at": stamp(newest.at),
        "bounce": bounce_json(newest.bounce) if newest.bounce else None,
    }


def things_of(view: InvitationView) -> list[tuple[str, int]]:
    """Return what letters may invite to this: itself, a track's stage, or a home with others."""
    own = view.invitation.id
    return [("invitation", own), ("stage", own), ("home", view.candidate.id)]


def suppression_json(suppression: Suppression) -> Json:
    """Return an address that gets no letters."""
    return {
        "number": suppression.id,
        "email": suppression.recipient_key,
        "reason": suppression.reason,
        "words": suppression.words,
        "created_at": stamp(suppression.created_at),
    }


def _explain(letter: Standing) -> str | None:
    if letter.state is MessageState.SUPPRESSED:
        return _HELD.get(letter.held_because or "", _HELD_BY_HAND)
    if letter.state is MessageState.ACCEPTED:
        troubled = letter.bounce and letter.bounce.kind in {BounceKind.SOFT, BounceKind.COMPLAINT}
        return _WORDS.get(letter.bounce.reason) if letter.bounce and troubled else None
    return _WORDS.get(letter.reason or "")
