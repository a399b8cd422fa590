"""Pictures that come with a form of the editor: kept at once, named, and shown by the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from muster.edges.console.activities.fields import text
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields
from muster.features import catalog
from muster.features.catalog import LARGEST_IMAGE
from muster.features.members import Session

_ODD = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was sent: what it is called and kept under, or why it was not taken."""

    name: str = ""
    sha256: str = ""
    problem: str = ""


async def take(desk: Desk, session: Session, fields: Fields) -> tuple[Picture | None, Fields]:
    """Keep the picture that came with a form, if one did.

    Return the form as well, with the picture shown at the end of its text.
    """
    given = next(iter(fields.files.get("picture", ())), None)
    if given is None or not given.content:
        return None, fields
    image = catalog.image_of(given.content)
    if image is None:
        return Picture(problem="type"), fields
    if len(given.content) > LARGEST_IMAGE:
        return Picture(problem="size"), fields
    alt = " ".join(text(fields, "picture_words").split()).translate(_NO_BRACKETS)
    if not alt:
        return Picture(problem="words"), fields
    services = desk.services
    sha256 = await catalog.keep_image(
        services.database, session.organization.id, image, services.clock.now()
    )
    stem = _ODD.sub("-", given.name.rpartition("/")[2])[-_LONGEST_NAME:].strip("-.")
    name = f"{sha256[:6]}-{stem or 'picture'}"
    shown = f"{fields.raw('prompt').rstrip()}\n\n![{alt}]({name})"
    return Picture(name, sha256), replace(fields, values={**fields.values, "prompt": [shown]})


def put(document: Mapping[str, Any], picture: Picture | None) -> Mapping[str, Any]:
    """Return the document with the digest of a picture beside its name."""
    if picture is None or not picture.sha256:
        return document
    return {**document, "images": {**document.get("images", {}), picture.name: picture.sha256}}


_NO_BRACKETS = str.maketrans("[]", "()")
