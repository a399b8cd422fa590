"""Invented drafts, and a renderer for them."""

from muster.features import journal
from muster.features.delivery import Draft, Letter


def draft(reference=1, *, recipient=None, send_before=None, bulk=False, **variables):
    address = recipient or f"p{reference}@example.com"
    return Draft(
        kind="invitation",
        reference=reference,
        recipient=address,
        recipient_key=address.lower(),
        variables={"name": f"Person {reference}", "link": {"version": 1}, **variables},
        template="invitation.1",
        send_before=send_before,
        bulk=bulk,
    )


def render(message):
    head = (
        f"From: jobs@example.com\r\nTo: {message.recipient}\r\n"
        f"Message-ID: <{message.uid}.{message.kind}@example.com>\r\n"
        f"Date: {message.created_at:%a, %d %b %Y %H:%M:%S +0000}\r\n\r\n"
    )
    return Letter("jobs@example.com", message.recipient, head.encode() + b"Welcome\r\n")


async def story_of(database, organization, message):
    """What the journal tells of one message, oldest first."""
    events = await journal.read_feed(database, organization, after=0, limit=1000)
    return [one for one in events if (one.subject_kind, one.subject_id) == ("message", message)]
