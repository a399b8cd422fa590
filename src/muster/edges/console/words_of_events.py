"""The words in which the console tells of events, by type, for ``sentences.py`` to fill."""

from collections.abc import Mapping

from muster.edges.console.words import marked as _
from muster.edges.console.words import marked_plural

SENTENCES: Mapping[str, str] = {
    # Invitations
    "invitation.created": _("%(who)s invited %(person)s to %(activity)s"),
    "invitation.renewed": _("%(who)s invited %(person)s to %(activity)s once more"),
    "invitation.revived": _("%(who)s invited %(person)s to %(activity)s again"),
    "invitation.changed": _("%(who)s changed the invitation of %(person)s to %(activity)s"),
    "invitation.resent": _("%(who)s sent %(person)s the letter about %(activity)s again"),
    "invitation.rotated": _("%(person)s got a new link to %(activity)s from %(who)s"),
    "invitation.revoked": _("%(who)s revoked the invitation of %(person)s to %(activity)s"),
    "invitation.opened": _("%(person)s opened the link to %(activity)s"),
    "invitation.started": _("%(person)s started %(activity)s"),
    "invitation.completed": _("%(person)s completed %(activity)s"),
    "invitation.reopened": _("%(activity)s is open again for %(person)s"),
    "invitation.expired": _("The time of %(person)s for %(activity)s ran out"),
    "invitation.reminded": _("%(person)s was reminded of %(activity)s"),
    "invitation.reminders_stopped": _("%(person)s wants no more reminders"),
    "invitation.reminders_allowed": _("%(person)s takes reminders again"),
    "invitation.more_time_asked": _("%(person)s asks for more time for %(activity)s"),
    "invitation.more_time_given": _("%(who)s gave %(person)s more time for %(activity)s"),
    "invitation.more_time_refused": _("%(who)s gave %(person)s no more time for %(activity)s"),
    # Lists of people
    "intake.scheduled": _("%(who)s gave a list of people to be invited"),
    "intake.ended": _("A list of people was dealt with"),
    "intake.called_off": _("%(who)s called off a list of people"),
    "intake.links_taken": _("%(who)s took a list with the personal links of everybody"),
    # Lists
    "view.saved": _("%(who)s saved a view of a list"),
    "view.changed": _("%(who)s changed a view of a list"),
    "view.removed": _("%(who)s removed a view of a list"),
    "view.restored": _("%(who)s put a view of a list back"),
    "list.exported": _("%(who)s exported a list"),
    # Attempts and what was noticed around them
    "attempt.started": _("%(person)s started %(activity)s"),
    "attempt.claimed": _("%(person)s went on with %(activity)s on another device"),
    "attempt.paused": _("%(person)s took a break from %(activity)s"),
    "attempt.resumed": _("%(person)s came back from a break to %(activity)s"),
    "attempt.submitted": _("%(person)s completed %(activity)s"),
    "signal.left_tab": _("%(person)s had another page in front during %(activity)s"),
    "signal.pasted": _("%(person)s pasted text into %(activity)s"),
    "signal.network_gap": _("%(person)s lost the connection during %(activity)s"),
    "signal.second_device": _("%(person)s used a second device for %(activity)s"),
    # Tracks
    "application.started": _("%(person)s started the track %(activity)s"),
    "application.stage_opened": _("The next stage of %(activity)s is open for %(person)s"),
    "application.waiting": _("%(person)s waits for your word in %(activity)s"),
    "application.advanced": _("%(who)s moved %(person)s on in %(activity)s"),
    "application.rejected": _("%(who)s rejected %(person)s in %(activity)s"),
    "application.reopened": _("%(who)s took back the end of %(activity)s for %(person)s"),
    "application.taken_back": _("%(who)s took back a decision about %(person)s in %(activity)s"),
    "application.ended": _("%(person)s came to the end of %(activity)s"),
    # Accommodations
    "accommodation.requested": _("%(person)s asks for an accommodation"),
    "accommodation.set": _("%(who)s set the accommodations of %(person)s"),
    # Reports
    "report.scored": _("The report of %(person)s on %(activity)s is complete"),
    "report.rated": _("%(who)s rated an answer of %(person)s in %(activity)s"),
    "report.rating_withdrawn": _("%(who)s took back a rating of %(person)s in %(activity)s"),
    "report.commented": _("%(who)s commented on %(person)s in %(activity)s"),
    "report.comment_edited": _("%(who)s rewrote a comment on %(person)s in %(activity)s"),
    "report.comment_deleted": _("%(who)s deleted a comment on %(person)s in %(activity)s"),
    "report.comment_restored": _("%(who)s brought back a comment on %(person)s in %(activity)s"),
    "report.decided": _("%(who)s decided about %(person)s in %(activity)s"),
    "report.revealed": _("%(who)s had the hidden name of %(person)s shown in %(activity)s"),
    "report.changed": _("The score of %(person)s in %(activity)s changed"),
    "report.shared": _("%(who)s made a link to the report of %(person)s on %(activity)s"),
    "report.viewed": _("%(who)s looked at the report of %(person)s on %(activity)s"),
    "report.share_revoked": _("%(who)s ended a link to the report of %(person)s on %(activity)s"),
    # Candidates
    "candidate.created": _("%(who)s added %(person)s"),
    "candidate.renamed": _("%(who)s gave %(person)s another name"),
    "candidate.changed": _("%(who)s corrected the details of %(person)s"),
    "candidate.exported": _("%(who)s exported everything about %(person)s"),
    "candidate.erased": _("%(who)s erased a person for good"),
    "candidate.held": _("%(who)s put %(person)s on legal hold"),
    "candidate.released": _("%(who)s lifted the legal hold on %(person)s"),
    # Jobs
    "job.created": _("%(who)s made the job %(thing)s"),
    "job.changed": _("%(who)s changed the job %(thing)s"),
    "job.closed": _("%(who)s closed the job %(thing)s"),
    "job.opened": _("%(who)s opened the job %(thing)s again"),
    "applicant.created": _("%(person)s applied for %(thing)s"),
    "applicant.updated": _("%(person)s applied for %(thing)s again, with other details"),
    "applicant.invited": _("%(who)s invited %(person)s, who had applied for %(thing)s"),
    "applicant.completed": _("%(person)s completed what %(thing)s asks for"),
    "applicant.removed": _("%(who)s deleted an application for a job"),
    # Activities
    "activity.created": _("%(who)s made %(activity)s"),
    "activity.published": _("%(who)s published a version of %(activity)s"),
    "activity.updated": _("%(who)s changed the rules of %(activity)s"),
    "activity.archived": _("%(who)s archived %(activity)s"),
    "activity.restored": _("%(who)s took %(activity)s out of the archive"),
    # Recordings and files
    "recording.completed": _("%(person)s recorded an answer in %(activity)s"),
    "recording.ready": _("A recording of %(person)s can be watched"),
    "recording.unchecked": _("A recording of %(person)s can be watched; nobody checked it"),
    "recording.damaged": _("A recording of %(person)s cannot be played"),
    "recording.quarantined": _("A file of %(person)s is no recording, and is locked away"),
    "recording.salvaged": _("A recording of %(person)s was put together from what had arrived"),
    "recording.viewed": _("%(who)s watched a recording of %(person)s"),
    "file.uploaded": _("%(person)s handed in a file in %(activity)s"),
    "file.removed": _("%(person)s took a file back in %(activity)s"),
    "file.viewed": _("%(who)s downloaded a file of %(person)s"),
    # Letters
    "message.accepted": _("A letter to %(person)s was taken over by the mail server"),
    "message.bounced": _("A letter to %(person)s bounced"),
    "message.complained": _("%(person)s called a letter spam"),
    "message.suppressed": _("A letter to %(person)s did not leave: the address is suppressed"),
    "message.cancelled": _("A letter to %(person)s was not needed any more"),
    "message.dead": _("A letter to %(person)s was given up after many tries"),
    "suppression.created": _("%(who)s suppressed %(thing)s"),
    "suppression.lifted": _("%(who)s lets letters go to a suppressed address again"),
    # Webhooks and keys
    "webhook.created": _("%(who)s made the webhook %(thing)s"),
    "webhook.changed": _("%(who)s changed the webhook %(thing)s"),
    "webhook.rolled": _("%(who)s gave the webhook %(thing)s another secret"),
    "webhook.failing": _("Calls of the webhook %(thing)s have failed for a day"),
    "webhook.disabled": _("%(who)s switched the webhook %(thing)s off"),
    "webhook.enabled": _("%(who)s switched the webhook %(thing)s on"),
    "webhook.removed": _("%(who)s removed a webhook"),
    "key.created": _("%(who)s made the API key %(thing)s"),
    "key.rolled": _("%(who)s gave the API key %(thing)s a successor"),
    "key.revoked": _("%(who)s revoked the API key %(thing)s"),
    # What the organization says of itself
    "organization.changed": _("%(who)s changed the settings of the organization"),
    "organization.blind_review_set": _("%(who)s changed whether names are hidden from reviewers"),
    "letter_text.written": _("%(who)s changed the words of letters"),
    "letter_text.taken_back": _("%(who)s went back to the built-in words of letters"),
    # People of the organization
    "member.added": _("%(who)s made %(thing)s a member"),
    "member.tried_letter": _("%(who)s sent themselves a letter as a test"),
    "member.changed": _("%(thing)s changed their own name or language"),
    "member.invited": _("%(who)s sent %(thing)s a link to sign in"),
    "member.passkey_added": _("%(thing)s added a passkey"),
    "member.passkey_removed": _("A passkey of %(thing)s was removed by %(who)s"),
    "member.removed": _("%(who)s removed the member %(thing)s"),
    "member.restored": _("%(who)s made %(thing)s a member again"),
    "member.role_changed": _("%(who)s changed the role of %(thing)s"),
    "member.sessions_ended": _("%(thing)s signed out of other browsers"),
    "member.signed_in": _("%(thing)s signed in"),
    "member.confirmed": _("%(thing)s showed once more who they are"),
    "member.signed_out": _("%(thing)s signed out"),
    # How long people are kept
    "retention.changed": _("%(who)s changed how long people are kept"),
    "retention.swept": _("%(number)s people were erased because their time was over"),
}
"""A sentence for each type of event. Names are filled in: who, person, activity, thing."""

SENTENCES_OF_MANY: Mapping[str, tuple[str, str]] = {
    "invitation.created": marked_plural(
        "%(who)s invited %(num)s person to %(activity)s",
        "%(who)s invited %(num)s people to %(activity)s",
    ),
    "invitation.revoked": marked_plural(
        "%(who)s revoked %(num)s invitation to %(activity)s",
        "%(who)s revoked %(num)s invitations to %(activity)s",
    ),
    "invitation.expired": marked_plural(
        "The time of %(num)s person for %(activity)s ran out",
        "The time of %(num)s people for %(activity)s ran out",
    ),
    "application.rejected": marked_plural(
        "%(who)s rejected %(num)s person in %(activity)s",
        "%(who)s rejected %(num)s people in %(activity)s",
    ),
    "candidate.erased": marked_plural(
        "%(who)s erased %(num)s person for good", "%(who)s erased %(num)s people for good"
    ),
    "activity.created": marked_plural(
        "%(who)s made %(num)s activity", "%(who)s made %(num)s activities"
    ),
    "message.bounced": marked_plural("%(num)s letter bounced", "%(num)s letters bounced"),
    "suppression.created": marked_plural(
        "%(who)s suppressed %(num)s address", "%(who)s suppressed %(num)s addresses"
    ),
}
"""The same for what somebody did to many in one go, with ``num``."""

_REJECTIONS = {
    "hard": _("The address does not exist"),
    "soft": _("The mailbox could not take it"),
    "policy": _("The other side refuses our letters"),
    "bounced": _("The address bounced"),
    "complaint": _("Called spam"),
    "suppressed": _("The address is suppressed"),
}
_OUTCOMES = {"passed": _("Passed"), "finished": _("Finished"), "rejected": _("Rejected")}
_CHOICES = {
    "passed_on": _("Passed on"),
    "rejected": _("Rejected"),
    "undecided": _("Undecided"),
}
_REASONS = {"gone": _("It answered that it is gone"), "failing": _("All calls failed")}
DETAILS: Mapping[str, Mapping[str, str]] = {
    "message.bounced": _REJECTIONS,
    "suppression.created": _REJECTIONS,
    "application.ended": _OUTCOMES,
    "report.decided": _CHOICES,
    "attempt.submitted": {"time": _("The time was up")},
    "candidate.erased": {"request": _("On request"), "retention": _("Kept long enough")},
    "invitation.reminders_stopped": {"one": _("For this invitation"), "all": _("For everything")},
    "member.added": {
        "owner": _("Owner"),
        "recruiter": _("Recruiter"),
        "reviewer": _("Reviewer"),
        "auditor": _("Auditor"),
    },
    "webhook.disabled": _REASONS,
}
"""What some of the words in the data of events mean."""
