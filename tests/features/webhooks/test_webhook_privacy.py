"""What was made of an event before its person was erased is not told after that."""

NOBODY = 77


async def test_nothing_is_owed_about_somebody_who_is_not_there_any_more(bench):
    endpoint = await bench.create()
    await bench.happen(1, candidate_id=NOBODY)
    await bench.happen(2, candidate_id=5)
    await bench.happen(3, candidate_id=-NOBODY)  # an applicant who was never a candidate
    await bench.work()
    assert len(await bench.calls(endpoint)) == 1
    assert [parcel.content for parcel in bench.receivers.took] == [
        b'{"type": "invitation.created", "subject": 2}'
    ]
