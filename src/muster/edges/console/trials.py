"""Letters that members look at and send to themselves before candidates get them."""

from muster.base.language import LANGUAGES, choose
from muster.edges.console.forms import Fields
from muster.edges.console.toasts import Toast
from muster.edges.console.words import Words
from muster.features.delivery import MessageState, Queued
from muster.features.members import Session


def language_of_letter(fields: Fields, session: Session) -> str:
    """Return the language in which a letter is wanted, else the organization's."""
    wanted = fields.get("language")
    return wanted if wanted in LANGUAGES else choose([session.organization.locale])


def told_of_trial(_: Words, session: Session, queued: Queued, *, mails: bool) -> Toast:
    """Say what became of a letter to oneself; ``mails`` tells whether there is a way out for mail."""
    if queued.state is MessageState.SUPPRESSED:
        text = _("No test was sent: your own address is on the suppression list.")
        return Toast(text, tone="warn")
    if not mails:
        return Toast(_("The test waits: no way out for mail is configured."), tone="warn")
    return Toast(_("A test is on its way to %(address)s.", address=session.member.email))
