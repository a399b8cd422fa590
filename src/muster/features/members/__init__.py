"""Members: the people of an organization who sign in to the console, and what they may do."""

from muster.features.members.actions import (
    MemberExistsError,
    UnknownMemberError,
    add_member,
    begin_session,
    confirm_session,
    end_session,
    find_session,
    get_member,
    list_members,
)
from muster.features.members.model import (
    RIGHTS,
    SESSION,
    ConfirmationError,
    Member,
    MemberRole,
    NewMember,
    NotSignedInError,
    Right,
    RightError,
    Session,
)

__all__ = [
    "RIGHTS",
    "SESSION",
    "ConfirmationError",
    "Member",
    "MemberExistsError",
    "MemberRole",
    "NewMember",
    "NotSignedInError",
    "Right",
    "RightError",
    "Session",
    "UnknownMemberError",
    "add_member",
    "begin_session",
    "confirm_session",
    "end_session",
    "find_session",
    "get_member",
    "list_members",
]
