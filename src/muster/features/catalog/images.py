"""Images that activities show: files beside the activity file, known by their content."""

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from muster.base.errors import NotFoundError
from muster.base.markdown import Picture, pictures_of
from muster.features.catalog.parts import rich_texts_of
from muster.features.catalog.problems import Path, Problem
from muster.features.catalog.tree import Tree

LARGEST_IMAGE = 2_000_000
"""Bytes of one image."""
LARGEST_TOGETHER = 20_000_000
"""Bytes of all images of one activity."""

_NAME = re.compile(r"\w[\w .-]{0,99}")
# How the files begin: PNG (RFC 2083, 3.1), JPEG (ITU-T T.81, B.1.1.3), GIF89a (17), and WebP
# (RFC 9649, 2.4), whose size stands between the two words. SVG is left out: it can hold scripts.
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), "image/webp"),
)


class UnknownImageError(NotFoundError):
    """There is no such image."""

    code = "unknown_image"


@dataclass(frozen=True, slots=True)
class Image:
    """An image as it is sent: its media type, known by its content, and its bytes."""

    media_type: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        """The name under which it is kept."""
        return hashlib.sha256(self.content).digest()


def image_of(content: bytes) -> Image | None:
    """Return the image that these bytes are; None when they are none of those that are taken."""
    for signature, media_type in _SIGNATURES:
        if signature.match(content):
            return Image(media_type, content)
    return None


def shown_names(tree: Tree) -> set[str]:
    """Return the names of the files that the texts of an activity show."""
    return {picture.source for _, picture in _pictures(tree) if _NAME.fullmatch(picture.source)}


def image_problems(tree: Tree, given: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with the images of a file, of which those that were given came along."""
    problems = [
        tree.problem(path, message)
        for path, picture in _pictures(tree)
        if (message := _picture_message(picture, given))
    ]
    problems += [
        tree.problem((), f"came with the image {name!r}, which no text shows")
        for name in sorted(given.keys() - shown_names(tree))
    ]
    if sum(map(len, given.values())) > LARGEST_TOGETHER:
        message = f"shows images of more than {LARGEST_TOGETHER:,} bytes together"
        problems.append(tree.problem((), message))
    return problems


def missing_pictures(tree: Tree, names: Container[str]) -> list[Problem]:
    """Return what is wrong with the images that a tree shows, when those of these names are kept."""
    return [
        tree.problem(path, message)
        for path, picture in _pictures(tree)
        if (message := _naming_message(picture, names))
    ]


def _pictures(tree: Tree) -> Iterator[tuple[Path, Picture]]:
    if isinstance(tree.value, dict):
        for path, text in rich_texts_of(tree.value):
            yield from ((path, picture) for picture in pictures_of(text))


def _naming_message(picture: Picture, names: Container[str]) -> str | None:
    name = picture.source
    if not _NAME.fullmatch(name):
        return f"shows {name!r}; an image is a file beside this one, such as chart.png"
    if not picture.alt:
        return f"shows {name!r} without words for it; write ![what it shows]({name})"
    if name not in names:
        return f"shows {name!r}, but there is no such file beside this one"
    return None


def _picture_message(picture: Picture, given: Mapping[str, bytes]) -> str | None:
    name = picture.source
    if message := _naming_message(picture, given):
        return message
    if len(given[name]) > LARGEST_IMAGE:
        return f"shows {name!r}, which is larger than {LARGEST_IMAGE:,} bytes"
    if image_of(given[name]) is None:
        return f"shows {name!r}, which is no PNG, JPEG, WebP or GIF image"
    return None
