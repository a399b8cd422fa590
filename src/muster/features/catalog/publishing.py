"""What importing files would do to an organization's catalog, decided without touching it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from muster.features.catalog.content import ActivityStage, Advance, Kind, Track
from muster.features.catalog.model import Activity, Change, Dialect
from muster.features.catalog.problems import Problem
from muster.features.catalog.reading import ActivityFile

VendorId: TypeAlias = tuple[Dialect, str]


@dataclass(frozen=True, slots=True)
class Known:
    """An activity that the organization has already, as far as importing must know it."""

    activity: Activity
    content_sha256: bytes
    has_pass_mark: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the organization has of the keys and vendor ids that the files name.

    ``owners`` maps a vendor id to the key of the activity that carries it.
    """

    known: Mapping[str, Known]
    owners: Mapping[VendorId, str]


def named_keys(files: Sequence[ActivityFile]) -> list[str]:
    """Return the keys that the files define or, as stages, need."""
    stages = (stage.activity for file in files for _, stage in _stages(file))
    return sorted({*(file.key for file in files), *stages})


def named_vendor_ids(files: Sequence[ActivityFile]) -> list[VendorId]:
    """Return the vendor ids that the files claim."""
    return sorted({pair for file in files for pair in file.vendor_ids.items()})


def connection_problems(files: Sequence[ActivityFile], surroundings: Surroundings) -> list[Problem]:
    """Return where the files contradict each other or what the organization has."""
    return list(
        chain(
            _repeated_keys(files),
            _changed_kinds(files, surroundings.known),
            _taken_vendor_ids(files, surroundings.owners),
            _wrong_stages(files, surroundings.known),
        )
    )


def change_of(file: ActivityFile, known: Known | None) -> Change:
    """Return what importing the file does to the activity of its key."""
    if known is None:
        return Change.CREATED
    if file.sha256 != known.content_sha256:
        return Change.PUBLISHED
    now = (known.activity.vendor_ids, known.activity.retake_after_days)
    if (file.vendor_ids, file.retake_after_days) != now:
        return Change.UPDATED
    return Change.UNCHANGED


def version_after(file: ActivityFile, known: Known | None) -> int:
    """Return the number of the version that is current once the file is imported."""
    if known is None:
        return 1
    published = change_of(file, known) is Change.PUBLISHED
    return known.activity.current_version + (1 if published else 0)


def _repeated_keys(files: Sequence[ActivityFile]) -> Iterator[Problem]:
    first: dict[str, ActivityFile] = {}
    for file in files:
        twin = first.setdefault(file.key, file)
        if twin is not file:
            yield file.problem(("key",), f"{file.key!r} is in {twin.tree.file} as well")


def _changed_kinds(files: Sequence[ActivityFile], known: Mapping[str, Known]) -> Iterator[Problem]:
    for file in files:
        if file.key in known and (kind := known[file.key].activity.kind) is not file.kind:
            message = f"cannot become {file.kind}: {file.key!r} was published as {kind}"
            yield file.problem(("kind",), message)


def _taken_vendor_ids(
    files: Sequence[ActivityFile], owners: Mapping[VendorId, str]
) -> Iterator[Problem]:
    """An owner that is imported in the same call keeps only the ids that its file says."""
    imported = {file.key for file in files}
    taken = {pair: key for pair, key in owners.items() if key not in imported}
    for file in files:
        for dialect, vendor_id in file.vendor_ids.items():
            owner = taken.setdefault((dialect, vendor_id), file.key)
            if owner != file.key:
                message = f"{vendor_id} belongs to the activity {owner!r}"
                yield file.problem(("vendor_ids", dialect.value), message)


@dataclass(frozen=True, slots=True)
class _Target:
    """What a stage needs to know of the activity that it names."""

    kind: Kind
    has_pass_mark: bool


def _wrong_stages(files: Sequence[ActivityFile], known: Mapping[str, Known]) -> Iterator[Problem]:
    targets = {key: _Target(old.activity.kind, old.has_pass_mark) for key, old in known.items()}
    targets |= {file.key: _Target(file.kind, _has_pass_mark(file)) for file in files}
    for file in files:
        for place, stage in _stages(file):
            if message := _stage_message(stage, targets.get(stage.activity)):
                yield file.problem(("stages", place, "activity"), message)


def _stage_message(stage: ActivityStage, target: _Target | None) -> str | None:
    if target is None:
        return f"{stage.activity!r} is not among these files or the organization's activities"
    if target.kind is Kind.TRACK:
        return f"{stage.activity!r} is a track; a stage is an assessment, interview or review"
    if stage.advance is Advance.PASSED and not target.has_pass_mark:
        return f"{stage.activity!r} has no pass_percent, so nobody can pass it"
    return None


def _has_pass_mark(file: ActivityFile) -> bool:
    return not isinstance(file.content, Track) and file.content.pass_percent is not None


def _stages(file: ActivityFile) -> Iterator[tuple[int, ActivityStage]]:
    if isinstance(file.content, Track):
        for place, stage in enumerate(file.content.stages):
            if isinstance(stage, ActivityStage):
                yield place, stage
