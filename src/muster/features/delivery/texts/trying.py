"""Trying a text before it is kept: with values as they come, and with the worst."""

import asyncio
import time
from collections.abc import Callable, Mapping

from muster.features.delivery.texts.liquid import LINK_MARK, Value, check_source, fill_words
from muster.features.delivery.texts.model import (
    LETTER_KINDS,
    LINKED_KINDS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    LetterTextError,
    Words,
)

_BUDGET = 0.2
"""Seconds of a processor: a machine that is busy with other things refuses no text."""
_LONGEST_WAIT = 5.0
_TOO_LONG = "This text takes too long"
_LONGEST_TITLE = "W" * 200
_FULL: Mapping[str, Value] = {
    "name": "Amara Okafor",
    "organization": "Lindenhof Bakery",
    "activity": "Customer support",
    "activities": ("Customer support", "About yourself"),
    "details": "Assessment",
    "minutes": 45,
    "deadline": "20 March 2026, 22:59 (Central European Standard Time)",
    "opens": "3 March 2026, 09:00 (Central European Standard Time)",
    "contact": "+49 30 5550 0100",
    "started": False,
    "track": "From application to first day",
    "step": 2,
    "steps": 3,
}
_BARE: Mapping[str, Value] = {
    **_FULL,
    "name": "",
    "activities": ("Customer support",),
    "minutes": None,
    "opens": None,
    "contact": None,
    "started": True,
    "track": None,
    "step": None,
    "steps": None,
}
_LONG: Mapping[str, Value] = {
    **_FULL,
    **dict.fromkeys(("name", "organization", "activity", "contact", "track"), _LONGEST_TITLE),
}
_MANY: Mapping[str, Value] = {**_LONG, "activities": (_LONGEST_TITLE,) * 50}


async def check_words(words: Words, seconds: Callable[[], float] = time.thread_time) -> None:
    """Check that every candidate can be sent a letter with these words.

    ``seconds`` is how long a processor has worked for the thread that asks.

    Raises:
        LetterTextError: they are no Liquid of ours, reach a limit, or leave out the link; the
            field says whether it is in the ``subject`` or in the ``body``.
    """
    _check_form(words)
    try:
        async with asyncio.timeout(_LONGEST_WAIT):
            # The thread ends by the limits of the language, if later than we stop waiting.
            await asyncio.to_thread(_try, words, seconds)
    except TimeoutError as error:
        raise LetterTextError(_TOO_LONG, field="body") from error


def _check_form(words: Words) -> None:
    if words.kind not in LETTER_KINDS:
        raise LetterTextError("There is no such kind of letter", field="kind")
    for field, longest in (("subject", LONGEST_SUBJECT), ("body", LONGEST_BODY)):
        text: str = getattr(words, field)
        if not text.strip():
            raise LetterTextError(
                "Write something here, or go back to the built-in text", field=field
            )
        if len(text) > longest:
            raise LetterTextError(f"There is room for {longest:,} characters", field=field)
        if any(ord(one) < ord(" ") and one not in "\n\t" for one in text):
            raise LetterTextError("There are control characters in this text", field=field)
    if "\n" in words.subject:
        raise LetterTextError("A subject is one line", field="subject")


def _try(words: Words, seconds: Callable[[], float]) -> None:
    # In one of two the garbage collector may have its turn, for which no text can answer.
    if _is_slow(words, seconds) and _is_slow(words, seconds):
        raise LetterTextError(_TOO_LONG, field="body")


def _is_slow(words: Words, seconds: Callable[[], float]) -> bool:
    began = seconds()
    wanted = 1 if words.kind in LINKED_KINDS else 0
    _check_links(check_source(words), wanted)
    for values in (_FULL, _BARE, _LONG, _MANY):
        subject, body = fill_words(words, values)
        if not subject.strip():
            raise LetterTextError("Some candidates would get no subject", field="subject")
        _check_links(body.count(LINK_MARK), wanted)
        if seconds() - began > _BUDGET:
            return True
    return False


def _check_links(found: int, wanted: int) -> None:
    if found == wanted:
        return
    if not wanted:
        raise LetterTextError("This letter has no link: take {{ link }} out", field="body")
    if not found:
        raise LetterTextError(
            "Put {{ link }} where candidates shall click: without it nobody could begin",
            field="body",
        )
    raise LetterTextError("Have {{ link }} in the text once only", field="body")
