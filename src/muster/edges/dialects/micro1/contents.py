"""From micro1's interview to an activity and back."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1.languages import (
    DEFAULT,
    code_of,
    open_sentence,
    skill_sentence,
    tag_of,
)
from muster.edges.dialects.micro1.wishes import Asked, Skill, Wish
from muster.features import catalog
from muster.features.catalog import (
    Activity,
    ActivityFile,
    ActivityFileError,
    Dialect,
    Interview,
    Prompt,
    Revision,
    Shown,
    SourceFile,
)

_BY_VOICE: Mapping[str, Any] = {"record": "audio", "answer_seconds": 120}
_SLUG = 40
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
# What Markdown would take for its own, anywhere and at the beginning of a line.
_MARKS = re.compile(r"[\\`*_\[\]<>!|~#&]")
_AT_BEGIN = re.compile(r"^(?:([-+=])|(\d+)([.)]))")
_ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
_NUMBERS = frozenset({"points", "pass_percent", "answer", "tolerance"})
DEFAULT_FLAGS: Mapping[str, Any] = {
    "can_change_interview_language": False,
    "only_coding_round": False,
    "is_coding_round_required": False,
    "selected_coding_language": "user_choice",
    "is_proctoring_required": True,
}


@dataclass(frozen=True, slots=True)
class Told:
    """An interview in the vendor's words."""

    skills: tuple[Skill, ...]
    questions: tuple[Asked, ...]
    language: str
    flags: Mapping[str, Any]


def made_of(wish: Wish, key: str | None = None) -> Revision:
    """Return a new interview.

    Raises:
        InvalidError: it has no name.
    """
    if wish.name is None:
        raise InvalidError("interview_name is required", field="interview_name")
    told = Told(wish.skills or (), wish.questions or (), wish.language or DEFAULT, {
        **DEFAULT_FLAGS, **wish.flags,
    })  # fmt: skip
    document = {
        "key": key or _key(wish.name),
        "kind": "interview",
        "title": wish.name,
        "language": tag_of(told.language),
        "prompts": _prompts(told),
    }
    return _revision(document, told, None)


def changed(shown: Shown, wish: Wish) -> Revision:
    """Return what a wish makes of an interview; what it does not say stays.

    Raises:
        InvalidError: it has images, which only its file can change.
    """
    before = tell(shown)
    told = Told(
        before.skills if wish.skills is None else wish.skills,
        before.questions if wish.questions is None else wish.questions,
        wish.language or before.language,
        {**before.flags, **wish.flags},
    )
    if "images" in shown.document:
        raise InvalidError("This interview has images: change the file that it was made of")
    document = {**_plain(shown.document), **_identity(shown.activity)}
    if wish.name is not None:
        document["title"] = wish.name
    if wish.language is not None:
        document["language"] = tag_of(wish.language)
    if wish.skills is not None or wish.questions is not None or _is_kept(shown):
        document["prompts"] = _prompts(told)
    return _revision(document, told, shown.activity)


def tell(shown: Shown) -> Told:
    """Return an interview as its maker said it, else as its content can be told."""
    kept = shown.activity.settings.get(Dialect.MICRO1, {})
    flags = {**DEFAULT_FLAGS, "is_proctoring_required": False, **kept.get("flags", {})}
    language = kept.get("language", code_of(shown.activity.language))
    if _is_kept(shown):
        skills = tuple(Skill(**one) for one in kept["skills"])
        return Told(skills, tuple(Asked(**one) for one in kept["questions"]), language, flags)
    prompts = shown.content.prompts if isinstance(shown.content, Interview) else ()
    names = dict.fromkeys(prompt.skill for prompt in prompts if prompt.skill)
    questions = tuple(
        Asked(prompt.prompt, prompt.answer_seconds, "audio")
        if isinstance(prompt, Prompt)
        else Asked(prompt.prompt, prompt.time_limit_seconds or 0, "text")
        for prompt in prompts
    )
    return Told(tuple(map(Skill, names)), questions, language, flags)


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows it as it is."""
    marked = _MARKS.sub(lambda mark: f"\\{mark[0]}", text)
    return "  \n".join(_AT_BEGIN.sub(_escaped_begin, line) for line in marked.split("\n"))


def _escaped_begin(mark: re.Match[str]) -> str:
    return f"\\{mark[1]}" if mark[1] else f"{mark[2]}\\{mark[3]}"


def plain(markdown: str) -> str:
    """Return what ``escaped`` was given; of other Markdown, the text with its marks."""
    return _ESCAPES.sub(r"\1", markdown.replace("  \n", "\n"))


def _prompts(told: Told) -> list[dict[str, Any]]:
    tag = tag_of(told.language)
    prompts = [_skill_prompt(skill, tag) for skill in told.skills]
    prompts += [_question_prompt(asked) for asked in told.questions]
    # The vendor requires a name only; an activity without a prompt would be none.
    return prompts or [{"prompt": escaped(open_sentence(tag)), **_BY_VOICE}]


def _skill_prompt(skill: Skill, tag: str) -> dict[str, Any]:
    text = escaped(skill_sentence(skill.name, tag))
    if skill.description:
        text += f"\n\n{escaped(skill.description)}"
    return {"prompt": text, "skill": skill.name, **_BY_VOICE}


def _question_prompt(asked: Asked) -> dict[str, Any]:
    text = escaped(asked.question)
    if asked.kind == "text":
        return {"type": "long_text", "prompt": text, "time_limit_seconds": asked.seconds}
    return {"prompt": text, "record": "audio", "answer_seconds": asked.seconds}


def _revision(document: Mapping[str, Any], told: Told, of: Activity | None) -> Revision:
    file = _file(document)
    kept = {
        "skills": [{"name": one.name, "description": one.description} for one in told.skills],
        "questions": [
            {"question": one.question, "seconds": one.seconds, "kind": one.kind}
            for one in told.questions
        ],
        "language": told.language,
        "flags": dict(told.flags),
        "digest": _digest(file.document),
    }
    others = dict(of.settings) if of else {}
    return Revision(file, {**others, Dialect.MICRO1.value: kept}, of)


def _file(document: Mapping[str, Any]) -> ActivityFile:
    """Return the activity file of a document, whose faults are told without names of files."""
    text = json.dumps(document, ensure_ascii=False)
    try:
        return catalog.read_file(SourceFile("interview", text))
    except ActivityFileError as error:
        faults = "; ".join(f"{one.field}: {one.message}" for one in error.problems)
        raise InvalidError(f"The interview cannot be used: {faults}") from error


def _is_kept(shown: Shown) -> bool:
    """Tell whether the content is still what the settings say, and not a file's of later."""
    kept = shown.activity.settings.get(Dialect.MICRO1, {})
    return kept.get("digest") == _digest(shown.document)


def _digest(document: Mapping[str, Any]) -> str:
    prompts = json.dumps(document["prompts"], sort_keys=True, default=str)
    return hashlib.sha256(prompts.encode("utf-8", "replace")).hexdigest()[:16]


def _identity(activity: Activity) -> dict[str, Any]:
    """Return what a version's document leaves to the activity."""
    identity: dict[str, Any] = {"key": activity.key, "kind": activity.kind.value}
    if activity.vendor_ids:
        numbers = {Dialect.XOBIN}
        identity["vendor_ids"] = {
            name.value: int(value) if name in numbers else value
            for name, value in activity.vendor_ids.items()
        }
    if activity.retake_after_days is not None:
        identity["retake_after_days"] = activity.retake_after_days
    return identity


def _plain(value: Any, name: str = "") -> Any:
    """Return a kept document as its file had it: there, decimals are numbers."""
    if isinstance(value, Mapping):
        return {key: _plain(part, key) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part, name) for part in value]
    return float(value) if name in _NUMBERS and isinstance(value, str) else value


def _key(name: str) -> str:
    slug = _NOT_IN_KEYS.sub("-", name.lower()).strip("-")[:_SLUG].strip("-")
    return f"{slug or 'interview'}-{secrets.token_hex(6)}"
