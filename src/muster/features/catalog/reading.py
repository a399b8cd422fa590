"""Activity files: from text to an activity that can be published, or to a list of problems."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from muster.features.catalog.content import Content, Kind
from muster.features.catalog.documents import content_of
from muster.features.catalog.images import Image, image_of, image_problems, shown_names
from muster.features.catalog.model import Dialect
from muster.features.catalog.problems import ActivityFileError, Path, Problem
from muster.features.catalog.question_documents import Document
from muster.features.catalog.rules import rule_problems
from muster.features.catalog.shape import shape_problems
from muster.features.catalog.tree import Tree, Value, read_tree

# What a file says about the activity rather than about one version of it.
_IDENTITY = frozenset({"key", "kind", "vendor_ids", "retake_after_days"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was given: the name to use in messages, its text, the images beside it.

    ``images`` holds those that the text shows, by name; ``named_images`` tells which these are.
    """

    name: str
    text: str
    images: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityFile:
    """A file without problems of its own; what it names in other files is not checked yet."""

    tree: Tree
    key: str
    kind: Kind
    vendor_ids: Mapping[Dialect, str]
    retake_after_days: int | None
    document: Document
    images: tuple[Image, ...] = ()

    @cached_property
    def content(self) -> Content:
        """What a version made from this file holds."""
        return content_of(self.kind, self.document)

    @cached_property
    def document_json(self) -> str:
        """The document as canonical JSON; decimals are text, so that none is ever rounded."""
        return json.dumps(
            self.document, default=str, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )

    @property
    def sha256(self) -> bytes:
        """Tells whether two files would make the same version."""
        return hashlib.sha256(self.document_json.encode()).digest()

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at a path of this file."""
        return self.tree.problem(path, message)


def named_images(source: SourceFile) -> frozenset[str]:
    """Return the names of the files that must come along, of those a text may name.

    Nothing is said of what is wrong with the file; ``read_file`` does that.
    """
    try:
        return frozenset(shown_names(read_tree(source.name, source.text)))
    except ActivityFileError:
        return frozenset()


def read_file(source: SourceFile) -> ActivityFile:
    """Read one activity file.

    Raises:
        ActivityFileError: with every problem of the file; where it is not even YAML, with those.
    """
    tree = read_tree(source.name, source.text)
    misshapen = shape_problems(tree)
    problems = [problem for _, problem in misshapen]
    problems += rule_problems(tree, [path for path, _ in misshapen])
    problems += image_problems(tree, source.images)
    if problems:
        raise ActivityFileError(problems)
    digests = {name: hashlib.sha256(image).hexdigest() for name, image in source.images.items()}
    return file_of(tree, digests, tuple(filter(None, map(image_of, source.images.values()))))


def file_of(tree: Tree, digests: Mapping[str, str], images: tuple[Image, ...] = ()) -> ActivityFile:
    """Return the file of a tree that has no problems; ``digests`` are those of all its images.

    ``images`` are those that are not kept yet.
    """
    return ActivityFile(
        tree=tree,
        key=tree.value["key"],
        kind=Kind(tree.value["kind"]),
        vendor_ids=_vendor_ids(tree.value),
        retake_after_days=tree.value.get("retake_after_days"),
        document=_document(tree.value, digests),
        images=images,
    )


def read_files(sources: Iterable[SourceFile]) -> tuple[ActivityFile, ...]:
    """Read several files.

    Raises:
        ActivityFileError: with the problems of all of them.
    """
    files: list[ActivityFile] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            files.append(read_file(source))
        except ActivityFileError as error:
            problems.extend(error.problems)
    if problems:
        raise ActivityFileError(problems)
    return tuple(files)


def _document(value: Mapping[str, Value], digests: Mapping[str, str]) -> Document:
    """Return a version's document; with the digests of its images, other images make another."""
    document = {name: part for name, part in value.items() if name not in _IDENTITY}
    if digests:
        document["images"] = dict(digests)
    return document


def _vendor_ids(document: Mapping[str, Value]) -> dict[Dialect, str]:
    """Hexadecimal ids are kept in lower case, as vendors send them."""
    return {
        Dialect(name): str(value).lower() for name, value in document.get("vendor_ids", {}).items()
    }
