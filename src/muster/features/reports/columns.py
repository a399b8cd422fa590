"""The columns of a table of reports: sections and skills of all versions, as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.features.catalog import Content, sections_of
from muster.features.reports.model import Score, Tally


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings of sections and of skills, each once, in the order of the newest version."""

    sections: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


def columns_of(contents: Iterable[Content]) -> Columns:
    """Return the columns of versions, the newest given first.

    A version that is one untitled section has no column for it: it would repeat the total.
    """
    sections: dict[str, None] = {}
    skills: set[str] = set()
    for content in contents:
        found = sections_of(content)
        if len(found) > 1 or any(section.title for section in found):
            titles = enumerate(section.title for section in found)
            sections |= dict.fromkeys(_headings(titles))
        skills |= {item.skill for section in found for item in section.questions if item.skill}
    return Columns(tuple(sections), tuple(sorted(skills)))


def tallies_of(score: Score) -> tuple[Mapping[str, Tally], Mapping[str, Tally]]:
    """Return the sums of sections and of skills by their headings."""
    # Sections are added up in the order in which their questions were met.
    met = dict.fromkeys((line.section, line.section_title) for line in score.questions)
    sections = zip(_headings(met), (part.tally for part in score.sections), strict=True)
    return dict(sections), {part.name: part.tally for part in score.skills}


def _headings(sections: Iterable[tuple[int, str]]) -> list[str]:
    """Name sections (number from 0, title) so that no two of a version are called the same."""
    headings: list[str] = []
    for number, title in sections:
        heading = title or f"Section {number + 1}"
        again = sum(one == heading or one.startswith(f"{heading} (") for one in headings)
        headings.append(f"{heading} ({again + 1})" if heading in headings else heading)
    return headings
