"""Reviewing: whose turn it is, what members say of a report, who sees no names, what is decided."""

from muster.features.reviews.actions.boards import list_deciding, read_board
from muster.features.reviews.actions.deciding import (
    decide,
    list_blind_rules,
    set_blind,
    take_back_decision,
)
from muster.features.reviews.actions.queue import (
    count_waiting,
    list_queue,
    look,
    look_away,
    take_next,
)
from muster.features.reviews.actions.reading import (
    hides_results,
    list_hidden,
    list_veiled,
    read_review,
    reveal,
)
from muster.features.reviews.actions.talking import (
    delete_comment,
    edit_comment,
    restore_comment,
    write_comment,
)
from muster.features.reviews.forgetting import copy_of, forget
from muster.features.reviews.model import (
    BlindRule,
    Board,
    Choice,
    Column,
    Comment,
    Decision,
    QueueLine,
    RateFirstError,
    Review,
    StageLine,
    UnknownCommentError,
    Waiting,
    Wanted,
    Which,
)
from muster.features.reviews.veiling import masked, veil

__all__ = [
    "BlindRule",
    "Board",
    "Choice",
    "Column",
    "Comment",
    "Decision",
    "QueueLine",
    "RateFirstError",
    "Review",
    "StageLine",
    "UnknownCommentError",
    "Waiting",
    "Wanted",
    "Which",
    "copy_of",
    "count_waiting",
    "decide",
    "delete_comment",
    "edit_comment",
    "forget",
    "hides_results",
    "list_blind_rules",
    "list_deciding",
    "list_hidden",
    "list_queue",
    "list_veiled",
    "look",
    "look_away",
    "masked",
    "read_board",
    "read_review",
    "restore_comment",
    "reveal",
    "set_blind",
    "take_back_decision",
    "take_next",
    "veil",
    "write_comment",
]
