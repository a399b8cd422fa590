"""Every route of the console: who may pass, who is sent to the door, and whose forms are refused."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from members import browser_of, make_member, sign_in
from muster.edges.console import build
from muster.features.invitations import Guest
from muster.features.members import RIGHTS, MemberRole, Right

UID = "x_01h455vb4pex5vsknk084sn02q"
CONSOLE = Path(str(files("muster.edges.console")))
FILES_ABOUT_PEOPLE = {
    "audit/routes.py": ["/console/settings/audit/export"],
    "inviting/progress.py": [f"/console/invite/{UID}/results", f"/console/invite/{UID}/links"],
    "lists/exporting.py": ["/console/invitations/export", "/console/candidates/export"],
    "people/privacy.py": [f"/console/candidates/{UID}/export"],
}
"""Where each module that answers with files does so."""
FILES_ABOUT_NOBODY = {"activities/overview.py"}


def places(services) -> dict[tuple[str, str], Right | None]:
    """Each route's method and address, with samples for what is in braces, and its right."""
    return {
        (method, "/console" + re.sub(r"\{\w+(:\w+)?\}", sample, path)): right
        for (method, path), right in build(services).state.desk.rights.items()
    }


def sample(found: re.Match) -> str:
    return "7" if found[1] == ":int" else UID


@pytest.fixture
async def everybody(services, employer):
    """A browser for each role."""
    return {
        role: browser_of(services, await sign_in(employer, await make_member(employer, role)))
        for role in MemberRole
    }


async def test_whoever_is_not_signed_in_is_sent_to_the_door_by_every_page(services):
    anonymous = browser_of(services)
    for (method, address), right in places(services).items():
        answer = await anonymous.request(method, address)
        if right is not None:
            assert answer.status_code == 303, (method, address)
            assert "/console/sign-in?next=" in answer.headers["location"], (method, address)
        else:
            assert "/sign-in" in address


async def test_a_role_without_a_routes_right_is_refused(services, everybody):
    let_pass = []
    for (method, address), right in places(services).items():
        for role, browser in everybody.items():
            if right is not None and right not in RIGHTS[role]:
                answer = await browser.request(method, address)
                if answer.status_code != 403:
                    let_pass.append((method, address, role, answer.status_code))
    assert let_pass == []


async def test_a_role_with_a_pages_right_sees_it(services, everybody):
    """The pages without an id; of the others there is nothing to be seen here."""
    trouble = []
    for (method, address), right in places(services).items():
        if method == "GET" and right is not None and UID not in address:
            role = next(one for one in reversed(MemberRole) if right in RIGHTS[one])
            answer = await everybody[role].get(address)
            if answer.status_code == 403 or answer.status_code >= 500:
                trouble.append((address, role, answer.status_code))
    assert trouble == []


async def test_other_sites_forms_change_nothing_anywhere(services, employer):
    secret = await sign_in(employer, await make_member(employer))
    forged = browser_of(services, secret, **{"sec-fetch-site": "cross-site"})
    for method, address in places(services):
        if method == "POST":
            assert (await forged.post(address)).status_code == 403, address


async def test_every_file_about_people_wants_to_know_once_more_who_takes_it(
    services, everybody, clock
):
    clock.advance(minutes=11)
    known = {one for addresses in FILES_ABOUT_PEOPLE.values() for one in addresses}
    files_about_people = {one for one in places(services) if one[1] in known}
    asked = set()
    for method, address in files_about_people:
        answer = await everybody[MemberRole.OWNER].request(method, address)
        if "/console/confirm?" in answer.headers.get("location", ""):
            asked.add((method, address))
    assert asked == files_about_people
    assert {address for _, address in asked} == known


def test_no_other_module_answers_with_files():
    answering = {
        module.relative_to(CONSOLE).as_posix()
        for module in CONSOLE.rglob("*.py")
        if "_desk.file(" in module.read_text("utf-8")
    }
    assert answering == {*FILES_ABOUT_PEOPLE, *FILES_ABOUT_NOBODY}


async def test_no_address_makes_a_page_stumble(services, employer, everybody):
    await employer.invite(Guest("amara@example.com", "Amara Okafor"))
    odd = "&".join(f"{name}=a%00%ED%A0%80" for name in ("q", "who", "what", "activity", "before"))
    trouble = []
    for (method, address), right in places(services).items():
        if method == "GET" and right is not None and UID not in address:
            answer = await everybody[MemberRole.OWNER].get(f"{address}?{odd}")
            if answer.status_code >= 500:
                trouble.append((address, answer.status_code))
    assert trouble == []


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/console/settings/audit/export", {"who": "key:\0"}),
        ("/console/invitations/revoke", {"all": "yes", "query": "q=1&" * 60}),
    ],
)
async def test_no_form_makes_a_page_stumble(everybody, address, form):
    assert (await everybody[MemberRole.OWNER].post(address, data=form)).status_code < 500
