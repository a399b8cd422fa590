"""What a recording is understood as."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bench.recording import Step
from bench.script import FIRST_ID, Subject, write_script

BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PEOPLE = range(600_000_000_000, 600_000_000_003)
IDS = [FIRST_ID + place for place in range(3)]


class Actor:
    """A connection that answers with the rows of a script and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def fetch(self, statement, *arguments):
        self.asked.append((statement, arguments))
        return self.answers.pop(0)

    async def fetchval(self, statement, *arguments):
        return (await self.fetch(statement, *arguments))[0][0]

    async def execute(self, statement, *arguments):
        self.asked.append((statement, arguments))
        return "DONE"


async def played(steps, *answers, first=700_000_000_000):
    actor = Actor(*answers)
    await write_script(steps, BEGAN, PEOPLE).play(actor, Subject(first))
    return [arguments for _, arguments in actor.asked]


async def test_every_statement_is_played_in_order_and_as_it_was():
    actor = Actor([])
    steps = [
        Step("execute", "begin", (), ()),
        Step("fetch", "select 1", (), ()),
        Step("execute", "commit", (), ()),
    ]

    await write_script(steps, BEGAN, PEOPLE).play(actor)

    assert [statement for statement, _ in actor.asked] == ["begin", "select 1", "commit"]


async def test_serials_become_those_of_other_people():
    addresses = [f"guest.{serial}@example.com" for serial in PEOPLE]

    ((got, constant),) = await played([Step("execute", "insert", (addresses, "en"), ())])

    assert got == [
        f"guest.{serial}@example.com" for serial in range(700_000_000_000, 700_000_000_003)
    ]
    assert constant == "en"


async def test_returned_ids_are_handed_on_inside_json_too():
    rows = tuple((one, "x") for one in IDS)
    steps = [
        Step("fetch", "insert candidate", (), rows),
        Step(
            "execute",
            "insert invitation",
            (IDS, [json.dumps({"candidate_id": IDS[1], "minutes": 50})]),
            (),
        ),
    ]
    later = [(one + 500, "x") for one in IDS]

    _, (ids, (text,)) = await played(steps, later)

    assert ids == [one + 500 for one in IDS]
    assert json.loads(text) == {"candidate_id": IDS[1] + 500, "minutes": 50}


async def test_a_returned_value_of_one_row_is_handed_on():
    steps = [
        Step("fetchval", "select", (), ((IDS[0],),)),
        Step("execute", "insert", (IDS[0],), ()),
    ]

    _, (got,) = await played(steps, [(IDS[2],)])

    assert got == IDS[2]


async def test_instants_move_and_new_uuids_are_new():
    old = uuid4()
    before = datetime.now(UTC)  # noqa: TID251 -- a script is played by the real clock

    ((moment, uid),) = await played(
        [Step("execute", "insert", (BEGAN + timedelta(days=14), old), ())]
    )

    assert timedelta(0) <= moment - before - timedelta(days=14) < timedelta(minutes=1)
    assert isinstance(uid, UUID)
    assert uid != old


async def test_digits_that_mean_nothing_stay_as_they_were():
    ((text, number),) = await played([Step("execute", "insert", ("call 0049301234567", 0), ())])

    assert text == "call 0049301234567"
    assert number == 0


async def test_values_that_were_named_become_the_subjects_own():
    step = Step("fetch", "select", (b"secret", "letter-1", 7), ())
    actor = Actor([])

    script = write_script([step], BEGAN, range(0), named=(b"secret", "letter-1"))
    await script.play(actor, Subject(named=(b"other", "letter-2")))

    assert actor.asked == [("select", (b"other", "letter-2", 7))]
