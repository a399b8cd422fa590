"""Regular expressions of activity files: matched by RE2, in time linear in the answer.

Candidates write the text and authors the expression, so neither may be able to stop the server;
RE2 (https://github.com/google/re2/wiki/Syntax) knows no backtracking, and refuses what would
need it, such as backreferences and lookaround.
"""

from functools import lru_cache
from typing import Any

import re2

_COMPILED = 1000
# A pattern such as ((a{100}){100}){100} is short and huge; RE2 refuses what needs more than this.
_MOST_BYTES = 1 << 20


def pattern_problem(pattern: str) -> str | None:
    """Say why a pattern cannot be used; None when it can."""
    try:
        _compile(pattern, case_sensitive=True)
    except re2.error as error:
        reason = error.args[0]
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return None


def matches_whole(pattern: str, text: str, *, case_sensitive: bool = False) -> bool:
    """Tell whether a pattern that has no problem matches the whole text, not a part of it.

    Text that is no Unicode, because a surrogate stands alone in it, matches nothing.
    """
    try:
        return _compile(pattern, case_sensitive=case_sensitive).fullmatch(text) is not None
    except UnicodeEncodeError:
        return False


@lru_cache(_COMPILED)
def _compile(pattern: str, *, case_sensitive: bool) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_BYTES
    options.case_sensitive = case_sensitive
    return re2.compile(pattern, options)
