"""Where a candidate stands in an attempt: which page comes now, which questions can be gone to.

Pure: a ``Run`` in, the path of a page out. Paths are without the public address's own path.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from muster.features.attempts import Place, Run, SectionRun


@dataclass(frozen=True, slots=True)
class Timer:
    """The clock that a page shows: the one of several that ends first."""

    left: int
    """Whole seconds, a begun one counted: who comes when they are over comes not too early."""
    part: str
    """What ends: ``question``, ``section`` or ``attempt``."""
    url: str
    over: str
    """Where to go when it has ended."""
    epoch: int


def home(run_or_uid: Run | UUID) -> str:
    """Return the attempt's own address, which leads on to where the candidate stands."""
    uid = run_or_uid.attempt.uid if isinstance(run_or_uid, Run) else run_or_uid
    return f"/attempt/{uid}"


def timer(run: Run, base: str, place: Place | None = None) -> Timer | None:
    """Return the clock that ends first of those that run, None when none does."""
    ends = [("attempt", run.attempt.ends_at)]
    ends += [("section", one.ends_at) for one in run.sections if is_open(one, run.now)]
    if place is not None and place.ends_at is not None:
        ends.append(("question", place.ends_at))
    running = [(end, part) for part, end in ends if end is not None]
    if not running:
        return None
    end, part = min(running, key=lambda one: one[0])
    left = max(0, ceil((end - run.now).total_seconds()))
    address = base + home(run)
    url = f"{address}/clock" + (f"?place={place.number}" if place else "")
    return Timer(left, part, url, address + _after_end(run, part, place), run.attempt.epoch)


def _after_end(run: Run, part: str, place: Place | None) -> str:
    if part == "question" and place is not None:
        return f"/{place.number}"
    current = running_section(run)
    if part == "section" and current is not None:
        return f"/section/{current.number + 1}"
    return ""


def is_open(section: SectionRun, now: datetime) -> bool:
    """Tell whether a section with a clock of its own runs now."""
    if section.limit_seconds is None or section.opened_at is None or section.closed:
        return False
    return section.ends_at is None or now < section.ends_at


def is_over(section: SectionRun, now: datetime) -> bool:
    """Tell whether a section was left, or its time has passed."""
    return section.closed or (section.ends_at is not None and now >= section.ends_at)


def awaits_opening(section: SectionRun, now: datetime) -> bool:
    """Tell whether a section's clock is still to be started, by a button of its introduction."""
    limited = section.limit_seconds is not None
    return limited and section.opened_at is None and not is_over(section, now)


def is_secret(run: Run, place: Place) -> bool:
    """Tell whether a question is behind a clock that has not begun: until then nobody reads it."""
    own_clock = place.limit_seconds is not None and place.opened_at is None
    return own_clock or awaits_opening(run.sections[place.section], run.now)


def place_over(place: Place, now: datetime) -> bool:
    """Tell whether a question's own time has passed."""
    return place.ends_at is not None and now >= place.ends_at


def next_step(run: Run) -> str:
    """Return where a candidate who comes (back) goes on: the first that is not answered."""
    current = running_section(run)
    sections = (current,) if current is not None else run.sections
    for section in sections:
        if is_over(section, run.now):
            continue
        if awaits_opening(section, run.now):
            return f"{home(run)}/section/{section.number + 1}"
        for place in section.places:
            if not place.answered and not place_over(place, run.now):
                return _entry(run, section, place)
    if current is not None:
        return following(run, current)
    return f"{home(run)}/review"


def after(run: Run, place: Place) -> str:
    """Return the page that follows a question."""
    section = run.sections[place.section]
    rest = [one for one in section.places if one.number > place.number]
    for one in rest:
        if not place_over(one, run.now):
            return f"{home(run)}/{one.number}"
    return following(run, section)


def onwards(run: Run, place: Place, go: str) -> str:
    """Return where a button of a question's form leads; an unknown one leads back to it."""
    earlier = before(run, place)
    ways = {
        "next": after(run, place),
        "previous": f"{home(run)}/{earlier.number if earlier else place.number}",
        "review": f"{home(run)}/review",
        "break": home(run),
    }
    return ways.get(go, f"{home(run)}/{go if go.isdecimal() else place.number}")


def following(run: Run, section: SectionRun) -> str:
    """Return the page that follows a section."""
    onwards = next_section(run, section)
    if onwards is None:
        return f"{home(run)}/review"
    if running_section(run) is section:
        return f"{home(run)}/section/{section.number + 1}/end"
    return entry(run, onwards)


def next_section(run: Run, section: SectionRun) -> SectionRun | None:
    """Return the section that comes after one: a later one that is open, else an earlier one.

    Earlier ones count only when leaving this one is final, because they wait for nothing else.
    """
    later = run.sections[section.number + 1 :]
    earlier = run.sections[: section.number] if running_section(run) is section else ()
    left = [one for one in (*later, *earlier) if not is_over(one, run.now)]
    return left[0] if left else None


def entry(run: Run, section: SectionRun) -> str:
    """Return the page by which a section is entered."""
    return _entry(run, section, section.places[0])


def must_stop(run: Run) -> bool:
    """Tell whether no question can be shown now: submitted, elsewhere, on a break, or over."""
    attempt = run.attempt
    stopped = not attempt.running or not run.mine or attempt.paused_at is not None
    return stopped or run.now >= attempt.closes_at


def is_hidden(run: Run, place: Place) -> bool:
    """Tell whether a question cannot be shown now, whatever was sent for it."""
    return must_stop(run) or place.number not in reachable(run) or is_secret(run, place)


def before(run: Run, place: Place) -> Place | None:
    """Return the question before this one that can still be gone to."""
    reached = reachable(run)
    earlier = [one for one in run.places if one.number < place.number and one.number in reached]
    return earlier[-1] if earlier else None


def reachable(run: Run) -> frozenset[int]:
    """Return the numbers of the questions that can be gone to now.

    While a section with its own clock runs, only its own; else those of all sections but the
    closed ones and those whose clock is still to be started.
    """
    current = running_section(run)
    sections: Iterable[SectionRun] = (current,) if current is not None else run.sections
    return frozenset(
        place.number
        for section in sections
        if not is_over(section, run.now) and not awaits_opening(section, run.now)
        for place in section.places
        if not place_over(place, run.now)
    )


def ahead(run: Run) -> tuple[SectionRun, ...]:
    """Return the sections that are still to be begun, or to be gone on with after the present one."""
    current = running_section(run)
    later = [one for one in run.sections if one is not current and not is_over(one, run.now)]
    if current is None:
        return tuple(one for one in later if awaits_opening(one, run.now))
    return tuple(one for one in later if not all(place.answered for place in one.places))


def waiting(run: Run) -> frozenset[int]:
    """Return the numbers of the questions of those sections."""
    return frozenset(place.number for section in ahead(run) for place in section.places)


def running_section(run: Run) -> SectionRun | None:
    """Return the section whose own clock runs, if one does."""
    return next((one for one in run.sections if is_open(one, run.now)), None)


def _entry(run: Run, section: SectionRun, place: Place) -> str:
    fresh = not any(one.answer for one in section.places)
    first = place is section.places[0]
    if awaits_opening(section, run.now) or (first and fresh and section.instructions):
        return f"{home(run)}/section/{section.number + 1}"
    return f"{home(run)}/{place.number}"
