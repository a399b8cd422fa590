"""Job openings and applicants, on a real database."""

import pytest

from employers import make_employer
from muster.base.addresses import AddressError
from muster.base.errors import InvalidError
from muster.base.ids import new_uid
from muster.base.sealing import Sealer
from muster.base.signing import KeyRing
from muster.features import attempts, jobs, journal, webhooks
from muster.features.invitations import Guest
from muster.features.jobs import ApplicantState, Details, JobState, Opening, Page
from takers import start, take

AMARA = Details(first_name="Amara", last_name="Nwosu", email="Amara@Example.com")


@pytest.fixture
async def employer(database, clock):
    return await make_employer(database, clock, "northwind")


@pytest.fixture
def at(database, clock, employer):
    """Call a verb of jobs as somebody with a key."""

    async def at(verb, *words, **more):
        return await verb(
            database, employer.organization.id, *words, actor="key:1", clock=clock, **more
        )

    return at


@pytest.fixture
async def job(at):
    return await at(jobs.create_job, Opening(title="Bookkeeper", activity="quiz"))


async def events(employer, word):
    feed = await journal.read_feed(employer.database, employer.organization.id, after=0, limit=99)
    return [one.type.removeprefix(f"{word}.") for one in feed if one.type.startswith(word)]


async def test_a_job_is_changed_closed_and_opened(at, job, employer):
    assert (job.state, job.description) == (JobState.OPEN, "")
    assert job.activity_id == employer.activities["quiz"].id
    same = await at(jobs.change_job, job.typeid, Opening(title="Bookkeeper"))
    assert same == job
    changed = await at(
        jobs.change_job, str(job.uid), Opening(external_id="J-7", description="Sums.")
    )
    assert (changed.external_id, changed.title, changed.activity_id) == (
        "J-7", "Bookkeeper", job.activity_id,
    )  # fmt: skip
    bare = await at(jobs.change_job, str(job.id), Opening(external_id="", activity=""))
    assert (bare.external_id, bare.activity_id, bare.description) == (None, None, "Sums.")
    await at(jobs.change_job, job.typeid, Opening(state=JobState.CLOSED))
    await at(jobs.change_job, job.typeid, Opening(state=JobState.OPEN))
    assert await events(employer, "job") == ["created", "changed", "changed", "closed", "opened"]


@pytest.mark.parametrize(
    "said",
    [Opening(), Opening(title=" "), Opening(title="x" * 201), Opening(title="a", apply_url="x"),
     Opening(title="a", description="\0"), Opening(title="a", description="\ud800"),
     Opening(title="a", external_id="=?"), Opening(title="a", apply_url="http://u@example.com")],
)  # fmt: skip
async def test_what_cannot_be_kept_of_a_job_is_refused(at, said):
    with pytest.raises(InvalidError):
        await at(jobs.create_job, said)


async def test_the_same_person_applies_once_and_is_brought_up_to_date(at, job, employer):
    first = await at(jobs.apply, job.typeid, AMARA)
    again = await at(jobs.apply, job.typeid, AMARA)
    assert again == first
    assert first.state is ApplicantState.APPLIED
    other = Details(
        first_name="Amara", last_name="Nwosu-Lind", email="amara@example.com",
        phone="+49 30 901820", resume_url="https://files.example.com/amara.pdf",
    )  # fmt: skip
    changed = await at(jobs.apply, job.typeid, other)
    assert (changed.id, changed.last_name, changed.phone) == (first.id, "Nwosu-Lind", other.phone)
    kept = await at(jobs.apply, job.typeid, AMARA)
    assert kept.resume_url == other.resume_url
    assert await events(employer, "applicant") == ["created", "updated", "updated"]
    assert await employer.count("candidate") == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"email": "amara"}, AddressError), ({"first_name": ""}, InvalidError),
     ({"last_name": "x" * 100}, InvalidError), ({"resume_url": "file:///etc"}, InvalidError),
     ({"phone": "1\n2"}, InvalidError)],
)  # fmt: skip
async def test_what_cannot_be_kept_of_an_applicant_is_refused(at, job, changes, error):
    said = {"first_name": "Amara", "last_name": "Nwosu", "email": "amara@example.com", **changes}
    with pytest.raises(error):
        await at(jobs.apply, job.typeid, Details(**said))


async def test_nobody_new_applies_for_a_closed_job(at, job, employer):
    await at(jobs.apply, job.typeid, AMARA)
    await at(jobs.change_job, job.typeid, Opening(state=JobState.CLOSED))
    await at(jobs.apply, job.typeid, AMARA)
    with pytest.raises(jobs.JobClosedError):
        await at(
            jobs.apply, job.typeid, Details(first_name="Bo", last_name="Li", email="b@example.com")
        )
    assert await employer.count("job_applicant") == 1


async def invited(employer, at, applicant):
    done = await employer.invite(Guest(applicant.address, applicant.name))
    await at(jobs.note_invited, applicant.id, done.rows[0].invitation.id)
    return done.rows[0]


async def test_whoever_completes_what_they_were_invited_to_has_completed(at, job, employer):
    applicant = await at(jobs.apply, job.typeid, AMARA)
    row = await invited(employer, at, applicant)
    await invited(employer, at, applicant)
    known = await jobs.find_applicant(employer.database, employer.organization.id, applicant.typeid)
    assert (known.state, known.candidate_id) == (ApplicantState.INVITED, row.candidate.id)
    await take(employer, "quiz", {})
    known = await jobs.find_applicant(employer.database, employer.organization.id, applicant.typeid)
    assert known.state is ApplicantState.COMPLETED
    assert await events(employer, "applicant") == ["created", "invited", "completed"]
    found = await jobs.applicants_of_invitations(
        employer.database, employer.organization.id, [row.invitation.id]
    )
    assert found[row.invitation.id][0].id == applicant.id


async def test_whose_time_is_up_has_completed_too(at, job, employer, clock):
    applicant = await at(jobs.apply, job.typeid, AMARA)
    await invited(employer, at, applicant)
    await start(employer, "quiz")
    clock.advance(hours=1)
    await attempts.submit_overdue(employer.database, clock)
    known = await jobs.find_applicant(employer.database, employer.organization.id, applicant.typeid)
    assert known.state is ApplicantState.COMPLETED


async def test_who_had_completed_it_before_has_completed_at_once(at, job, employer):
    await take(employer, "quiz", {})
    await invited(employer, at, await at(jobs.apply, job.typeid, AMARA))
    assert await events(employer, "applicant") == ["created", "invited", "completed"]


async def test_lists_are_found_by_parts_of_names_newest_first(at, job, employer):
    tenant = employer.organization.id
    for name in ("Ümit", "Bo", "Çelik"):
        said = Details(first_name=name, last_name="Öz", email=f"{ord(name[0])}@example.com")
        await at(jobs.apply, job.typeid, said)

    async def found(**page):
        rows = await jobs.list_applicants(employer.database, tenant, job.id, Page(2, **page))
        return [row.first_name for row in rows]

    assert await found() == ["Çelik", "Bo"]
    assert await found(offset=2) == ["Ümit"]
    assert await found(keyword="ümit ÖZ") == ["Ümit"]
    assert await found(keyword="%") == []
    second = await at(jobs.create_job, Opening(title="Cook", state=JobState.CLOSED))
    listed = await jobs.list_jobs(employer.database, tenant, Page(9))
    assert listed == [second, job]
    assert await jobs.list_jobs(employer.database, tenant, Page(9), JobState.OPEN) == [job]
    assert await jobs.list_jobs(employer.database, tenant, Page(9, keyword="OOK")) == [second, job]


async def told_of(employer, person):
    """Let a webhook have spoken of somebody."""
    terms = webhooks.Terms(employer.clock, Sealer(KeyRing({1: bytes(32)})), webhooks.AllowList())
    made = await webhooks.create(
        employer.database,
        employer.organization.id,
        webhooks.Wanted(
            "https://hooks.example.com/", style=webhooks.Style.MICRO1, slot="applicant.created"
        ),
        actor="key:1",
        terms=terms,
    )
    await employer.change(
        "insert into webhook_call (organization_id, uid, endpoint_id, type, body, candidate_id,"
        " created_at, due_at) values ($1, $2, $3, 'applicant.created', $4, $5, $6, $6)",
        employer.organization.id,
        new_uid(),
        made.endpoint.id,
        b"amara@example.com",
        person,
        employer.clock.now(),
    )


async def test_everything_of_a_person_is_copied_and_forgotten(at, job, employer, database):
    tenant = employer.organization.id
    row = await invited(employer, at, await at(jobs.apply, job.typeid, AMARA))
    other = await at(jobs.create_job, Opening(title="Cook"))
    await at(jobs.apply, other.typeid, AMARA)
    bo = Details(first_name="Bo", last_name="Lind", email="bo@example.com")
    await at(jobs.apply, other.typeid, bo)
    await told_of(employer, -(await at(jobs.apply, other.typeid, AMARA)).id)
    async with database.transaction(tenant) as connection:
        copied = await jobs.copy_of(connection, tenant, row.candidate.id)
        assert [(one["job"], one["address"]) for one in copied] == [
            ("Bookkeeper", "Amara@Example.com"),
            ("Cook", "Amara@Example.com"),
        ]
        assert [len(one["webhook_calls"]) for one in copied] == [0, 1]
        await jobs.forget(connection, tenant, row.candidate.id)
    assert await employer.count("webhook_call") == 0
    assert await employer.count("job_applicant") == 1


async def test_an_applicant_is_removed(at, job, employer):
    applicant = await at(jobs.apply, job.typeid, AMARA)
    await told_of(employer, applicant.person)
    await at(jobs.remove_applicant, applicant.typeid)
    assert await employer.count("webhook_call") == 0
    with pytest.raises(jobs.UnknownApplicantError):
        await at(jobs.remove_applicant, applicant.typeid)
    assert await events(employer, "applicant") == ["created", "removed"]
