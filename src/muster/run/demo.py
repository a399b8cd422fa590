"""The demo: an organization with the example activities, a key, and calls ready to paste."""

import json
from dataclasses import dataclass, replace
from typing import Any

from muster.base.settings import Settings
from muster.features import catalog, members, organizations
from muster.features.catalog import Activity, Kind
from muster.features.members import MemberRole, NewMember
from muster.features.organizations import ALL_BUT_ERASE, Organization, Profile
from muster.run.first_links import first_links
from muster.run.house import House, house_of

SLUG = "demo"
_PROFILE = Profile(
    name="Northwind Traders",
    time_zone="Europe/Berlin",
    locale="en",
    reply_to="hiring@example.com",
    contact="hiring@example.com",
    accent_color="#0b6e4f",
)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the demo prints: facts for programs, text for people."""

    facts: dict[str, Any]
    text: str


def at_name(settings: Settings) -> Settings:
    """Return settings whose loopback address has its name: browsers allow passkeys at names only."""
    return replace(settings, public_url=settings.public_url.replace("//127.0.0.1", "//localhost"))


async def prepare_demo(settings: Settings) -> Welcome:
    """Make sure that the demo's organization, activities and key exist; change nothing else."""
    async with house_of(settings) as house:
        organization = await _organization(house)
        await catalog.import_files(
            house.database, organization.id, catalog.read_examples(), house.clock
        )
        activities = await catalog.list_activities(house.database, organization.id, limit=200)
        key = await _key(house, organization)
        await _owner(house, organization)
        links = await first_links(house)
    return _welcome(settings, key, activities, links.get(SLUG))


async def _organization(house: House) -> Organization:
    try:
        return await organizations.find_organization(house.database, SLUG)
    except organizations.UnknownOrganizationError:
        return await organizations.create_organization(house.database, SLUG, _PROFILE, house.clock)


async def _owner(house: House, organization: Organization) -> None:
    """Make sure that the console has an owner, who comes in by the link that is printed."""
    if not await members.list_members(house.database, organization.id):
        wanted = NewMember("hiring@example.com", MemberRole.OWNER, "Ọlá Adébáyọ̀")
        await members.add_member(
            house.database, organization.id, wanted, actor="operator", clock=house.clock
        )


async def _key(house: House, organization: Organization) -> str:
    """Return the demo's key, kept beside the data because a demo's key is no secret."""
    file = house.settings.data / "demo-key"
    if file.exists():
        text = file.read_text(encoding="ascii").strip()
        try:
            await organizations.authenticate(house.database, text, house.clock)
        except organizations.KeyRefusedError:
            file.unlink()
        else:
            return text
    new, _ = await organizations.create_key(
        house.database,
        organization.id,
        organizations.WantedKey(ALL_BUT_ERASE, name="demo"),
        clock=house.clock,
    )
    file.touch(mode=0o600)
    file.write_text(new.text + "\n", encoding="ascii")
    return new.text


def _welcome(
    settings: Settings, key: str, activities: tuple[Activity, ...], link: str | None
) -> Welcome:
    url = settings.public_url
    console = f"{url}/console"
    calls = _calls(url, key, activities)
    text = "\n".join(
        [
            "",
            f"Muster's demo runs at {url}",
            *_way_in(console, link),
            f"  mailbox   {url}/mailbox   every letter that would have been sent",
            f"  API docs  {url}/docs",
            f"  API key   {key}",
            "",
            "The five vendor calls, ready to paste:",
            *(f"\n# {title}\n{call}" for title, call in calls.items()),
            "",
            "Stop with Ctrl-C; the data stays.",
        ]
    )
    facts = {
        "url": url,
        "console": console,
        "sign_in": link,
        "mailbox": f"{url}/mailbox",
        "docs": f"{url}/docs",
        "key": key,
        "organization": SLUG,
        "calls": calls,
    }
    return Welcome(facts, text)


def _way_in(console: str, link: str | None) -> list[str]:
    if link is None:
        return [
            f"  console   {console}   sign in as hiring@example.com; the link is in the mailbox"
        ]
    return [
        f"  console   {link}",
        "            lets its owner in, once, within 24 hours",
    ]


def _calls(url: str, key: str, activities: tuple[Activity, ...]) -> dict[str, str]:
    kinds = {kind: [one for one in activities if one.kind is kind] for kind in Kind}
    assessments, (interview, *_), (track, *_) = (
        kinds[Kind.ASSESSMENT],
        kinds[Kind.INTERVIEW],
        kinds[Kind.TRACK],
    )
    one = {"candidate_name": "Amara Nwosu", "candidate_email": "amara@example.com"}
    xobin = {"apiKey": key}
    return {
        "HiringBranch: one candidate, several assessments": _curl(
            f"{url}/connect/v1/invite?sendInvite=true",
            {"X-API-Key": key, "instance": SLUG},
            {
                "email": "john.doe@example.com",
                "firstName": "John",
                "lastName": "Doe",
                "assessments": [assessment.object_id for assessment in assessments[:3]],
            },
        ),
        "Xobin: many candidates, one assessment": _curl(
            f"{url}/api/v2/assessment/invite",
            xobin,
            {
                "assessment_id": assessments[0].id,
                "invite_format": "sendlink",
                "candidates": [
                    {"name": "Zoë Brontë", "email": "zoe@example.com"},
                    {"name": "محمد الأمين", "email": "mohammed@example.org"},
                ],
            },
        ),
        "Xobin: automated interview": _curl(
            f"{url}/api/v2/automated-interviews/invite",
            xobin,
            {**one, "interview_id": interview.id, "invite_format": "sendlink"},
        ),
        "Xobin: track": _curl(
            f"{url}/api/v2/tracks/invite",
            xobin,
            {**one, "track_id": track.id, "invite_format": "sendlink"},
        ),
        "micro1: candidates to an interview": _curl(
            f"{url}/interview/invite",
            {"x-api-key": key},
            {
                "interview_id": str(interview.uid),
                "candidates": [{"name": "Jürgen Groß", "email": "juergen@example.com"}],
            },
        ),
    }


def _curl(url: str, headers: dict[str, str], body: dict[str, Any]) -> str:
    lines = [f"curl -sS '{url}'"]
    lines += [f"  -H '{name}: {value}'" for name, value in headers.items()]
    lines.append("  -H 'Content-Type: application/json'")
    lines.append(f"  -d '{json.dumps(body, ensure_ascii=False)}'")
    return " \\\n".join(lines)
