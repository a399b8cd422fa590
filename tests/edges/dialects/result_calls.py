"""What tests of the vendors' results share: activities worth a report, and who takes them."""

from vendor_calls import VENDOR_INTERVIEW, VENDOR_NUMBER, VENDOR_OBJECT_ID

from employers import Employer
from muster.features import attempts, reports
from muster.features.catalog import SourceFile
from muster.features.invitations import Guest
from takers import settled

FILES = (
    SourceFile(
        "sums.yaml",
        "key: sums\nkind: assessment\ntitle: Sums in the head\npass_percent: 60\n"
        f"vendor_ids: {{hiringbranch: {VENDOR_OBJECT_ID}, xobin: {VENDOR_NUMBER}}}\n"
        "sections:\n"
        "  - title: Small numbers\n"
        "    questions:\n"
        "      - {id: q1, type: number, prompt: '17 + 25?', answer: 42, skill: Adding}\n"
        "      - {id: q2, type: number, prompt: '6 × 7?', answer: 42, skill: Times}\n"
        "  - title: Large numbers\n"
        "    questions:\n"
        "      - {id: q3, type: number, prompt: '170 + 250?', answer: 420, skill: Adding}\n",
    ),
    SourceFile(
        "words.yaml",
        "key: words\nkind: assessment\ntitle: Plain words\n"
        "questions:\n  - {id: q1, type: long_text, prompt: Explain a refund., points: 4}\n",
    ),
    SourceFile(
        "facts.yaml",
        "key: facts\nkind: assessment\ntitle: Facts\n"
        "questions:\n  - {id: q1, type: number, prompt: 'Days in a week?', answer: 7}\n",
    ),
    SourceFile(
        "talk.yaml",
        "key: talk\nkind: interview\ntitle: A first talk\n"
        f"vendor_ids: {{micro1: {VENDOR_INTERVIEW}}}\n"
        "prompts: [{id: p1, prompt: 'What did you build last?', answer_seconds: 90}]\n",
    ),
    SourceFile(
        "path.yaml",
        "key: path\nkind: track\ntitle: Joining us\nstages:\n  - activity: sums\n",
    ),
)
AMARA = Guest("amara@example.com", "Amara Okafor")


def employer_of(database, clock, world) -> Employer:
    """Return the world's organization as helpers of other tests know one."""
    activities = {"quiz": world["sums"], **world.activities}
    return Employer(database, clock, world.organization, activities)


async def take(employer: Employer, activity: str, answers: dict, guest: Guest = AMARA):
    """Start, answer, submit, and let it be scored."""
    attempt = await settled(employer, activity, answers, guest)
    return await attempts.find_attempt(
        employer.database, employer.organization.id, str(attempt.uid)
    )


async def rate(employer: Employer, attempt, item: str, points) -> None:
    """Give plain points."""
    wish = reports.Rate(str(attempt.uid), item, "Noor", 0, reports.Rating(points=points))
    await reports.rate(
        employer.database, employer.organization.id, wish, actor="cli", clock=employer.clock
    )
