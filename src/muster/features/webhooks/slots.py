"""What an endpoint of a vendor's style can be about, in the vendor's words.

The dialects form the bodies; here is what they know, so that nobody makes an endpoint that would
never be called. A test compares both.
"""

from collections.abc import Mapping

from muster.base.errors import InvalidError
from muster.features.webhooks.model import Style, check_text

SLOTS: Mapping[Style, tuple[str, ...]] = {
    Style.XOBIN: ("start", "submission", "updates"),
    Style.XOBIN_INTERVIEWS: ("start", "submission"),
    Style.MICRO1: (
        "applicant.completed",
        "applicant.created",
        "applicant.invited",
        "applicant.updated",
        "interview.completed",
        "interview.started",
        "interview_recording.completed",
        "interview_report.created",
        "interview_webcam_recording.completed",
        "proctoring_score.completed",
    ),
}


def check_slot(style: Style, slot: str) -> str:
    """Return a slot; of Muster's own style it is a note, of a vendor's one of its words.

    Raises:
        InvalidError: the style has no such slot.
    """
    words = SLOTS.get(style)
    if words is not None and slot not in words:
        raise InvalidError(f"The slot of style {style} is one of {', '.join(words)}", field="slot")
    return check_text(slot, "slot")
