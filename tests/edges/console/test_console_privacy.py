"""What the law asks for on the page of a person: copies, holds, erasure."""

from muster.base.ids import to_typeid
from muster.features import privacy
from muster.features.invitations import Guest
from muster.features.members import MemberRole

AMARA = Guest("amara@example.com", "Amara Okafor")


async def invited(employer) -> str:
    """Invite; return the path of the person."""
    row = (await employer.invite(AMARA)).rows[0]
    return f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"


async def test_a_hold_keeps_from_erasing(browser, employer):
    path = await invited(employer)
    client = await browser()
    assert (await client.post(f"{path}/hold", data={"reason": ""})).status_code == 422
    await client.post(f"{path}/hold", data={"reason": "Lawsuit 12 C 34/27"})
    assert "On legal hold" in (await client.get(path)).text
    assert (await client.post(f"{path}/erase")).status_code == 409
    await client.post(f"{path}/release")
    assert "On legal hold since" not in (await client.get(path)).text


async def test_a_person_is_erased_after_one_clear_question(browser, employer):
    path = await invited(employer)
    client = await browser()
    page = await client.get(f"{path}/erase")
    assert "Erase Amara Okafor?" in page.text
    answer = await client.post(f"{path}/erase")
    assert answer.headers["location"].endswith("/console/candidates")
    assert (await client.get(path)).status_code == 404
    erased = await privacy.list_erased(
        employer.database, employer.organization.id, employer.clock.now()
    )
    assert len(erased) == 1


async def test_erasing_and_exporting_want_to_know_who_one_is(browser, employer, clock):
    path = await invited(employer)
    client = await browser()
    clock.advance(minutes=11)
    for step in ("erase", "export"):
        answer = await client.get(f"{path}/{step}")
        assert "/console/confirm?next=" in answer.headers["location"]
    assert "/console/confirm" in (await client.post(f"{path}/erase")).headers["location"]


async def test_everything_about_a_person_is_exported(browser, employer):
    path = await invited(employer)
    client = await browser(MemberRole.RECRUITER)
    assert (await client.get(f"{path}/export")).status_code == 200
    answer = await client.post(f"{path}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content.startswith(b"PK")
    rows = await employer.fetch("select actor from event where type = 'candidate.exported'")
    assert rows[0]["actor"].startswith("member:")
