"""Notices: short letters to an employer's reply address about what somebody there should know."""

from collections.abc import Mapping
from typing import Any

from muster.base.language import catalogue, choose
from muster.edges.letters.headers import tidy
from muster.edges.letters.skeleton import Employer, Skeleton, bind
from muster.edges.letters.wording import look, write
from muster.features.delivery import RenderError

TEMPLATES = {"notice.1": "notice.1"}
"""Template versions that notices name, and the files that they are made of."""
ABOUTS = frozenset({"endpoint_disabled", "endpoint_failing", "expired", "more_time_asked", "trial"})
"""What a notice may be about; each has its branch in every file of the template."""


def compose_notice(template: str, variables: Mapping[str, Any], sender: str) -> Skeleton:
    """Return the skeleton of a notice with its words in it; only the envelope is left to fill.

    Variables are ``about``, ``facts``, ``organization``, ``accent_color`` and ``locale``. The
    facts are texts, numbers, and lists or mappings of them, as the template asks for them.

    Raises:
        RenderError: there is no such template, or nothing to be said about that.
    """
    about = variables["about"]
    if template not in TEMPLATES or about not in ABOUTS:
        raise RenderError(f"There is no template {template} for this notice")
    language = choose([variables["locale"]])
    shared = look(variables["organization"], language, variables.get("accent_color")) | {
        "about": about,
        "facts": tidied(variables["facts"]),
    }
    wording = write(TEMPLATES[template], catalogue(__package__, language), shared)
    # Whoever answers would answer himself: the letter goes where answers go.
    return bind(Employer(variables["organization"], None, language), sender, wording)


def tidied(fact: Any) -> Any:
    """Return facts whose texts are each on one line, without controls and direction marks."""
    if isinstance(fact, str):
        return tidy(fact)
    if isinstance(fact, Mapping):
        return {name: tidied(value) for name, value in fact.items()}
    if isinstance(fact, list):
        return [tidied(each) for each in fact]
    return fact
