"""The server's look for attempts whose time is up."""

import pytest
from attempt_samples import invite

from muster.features import attempts


async def test_the_sweep_takes_as_many_as_it_may(employer, clock):
    for number in range(3):
        candidate = await invite(employer, "exam", f"p{number}@example.com")
        await (await candidate.browser()).start()
    clock.advance(hours=1)
    assert len(await attempts.submit_overdue(employer.database, clock, 2)) == 2
    await attempts.submit_overdue(employer.database, clock)
    rows = await employer.fetch("select count(*) from attempt where state = 'running'")
    assert rows[0][0] == 0


async def test_attempts_that_cannot_be_submitted_do_not_hide_later_ones(employer, clock):
    attempt = None
    for number in range(4):
        candidate = await invite(employer, "exam", f"p{number}@example.com")
        attempt = await (await candidate.browser()).start()
        clock.advance(seconds=1)
    await employer.change(
        "do $$ begin reset role; alter table attempt add constraint stuck "
        f"check (state = 'running' or id >= {attempt.id}) not valid; end $$"
    )
    clock.advance(hours=1)
    with pytest.raises(ExceptionGroup) as stuck:
        await attempts.submit_overdue(employer.database, clock, 2)
    assert len(stuck.value.exceptions) == 3
    rows = await employer.fetch("select id from attempt where state = 'submitted'")
    assert [row["id"] for row in rows] == [attempt.id]


@pytest.mark.usefixtures("browser")
async def test_looking_for_what_is_due_reads_an_index(employer):
    await employer.change("set local enable_seqscan to off")
    rows = await employer.fetch(
        "explain select organization_id, id from attempt "
        "where state = 'running' and due_at < now() order by due_at limit 100"
    )
    assert "attempt_due" in "\n".join(row[0] for row in rows)
