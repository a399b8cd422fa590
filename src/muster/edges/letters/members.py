"""Letters to members: the link that somebody asked for, and the first one."""

from collections.abc import Mapping
from typing import Any

from muster.base.language import catalogue, choose
from muster.edges.letters.headers import tidy
from muster.edges.letters.notices import tidied
from muster.edges.letters.quoted import slot
from muster.edges.letters.skeleton import Employer, Skeleton, bind
from muster.edges.letters.wording import look, write
from muster.features.delivery import RenderError

TEMPLATES = {"sign_in.1": "sign_in.1", "welcome.1": "welcome.1"}
"""Template versions that these letters name, and the files that they are made of."""
KINDS = frozenset({"sign_in", "welcome"})


def compose_member_letter(template: str, variables: Mapping[str, Any], sender: str) -> Skeleton:
    """Return the skeleton of a letter with its words in it; the envelope and the link are left.

    Variables are ``name``, ``facts``, ``organization``, ``accent_color`` and ``locale``.

    Raises:
        RenderError: there is no such template.
    """
    if template not in TEMPLATES:
        raise RenderError(f"There is no template {template} for members")
    language = choose([variables["locale"]])
    name = tidy(variables["name"])
    shared = look(variables["organization"], language, variables.get("accent_color")) | {
        "facts": tidied(variables["facts"]),
        "link": slot("link"),
        "name": name,
        "named": bool(name),
    }
    wording = write(TEMPLATES[template], catalogue(__package__, language), shared)
    # Nobody reads answers: the letter is about getting in, and comes from the installation.
    return bind(Employer(variables["organization"], None, language), sender, wording)
