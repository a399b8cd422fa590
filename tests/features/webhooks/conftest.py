"""What tests of webhooks share: terms, a sender that answers by script, tables left empty."""

import pytest
from webhook_samples import Bench

from employers import make_employer
from muster.base.sealing import Sealer
from muster.base.signing import KeyRing
from muster.features.webhooks import AllowList, Terms

RING = KeyRing({1: bytes(32)})

# Nothing is told of somebody who is not there any more.
PEOPLE = """
insert into candidate (organization_id, id, uid, address_key, address, name, created_at, updated_at)
overriding system value
select $1, id, gen_random_uuid(), 'p' || id, 'p' || id || '@example.com', 'Person', now(), now()
from generate_series(1, 9) as id"""


@pytest.fixture
def terms(clock) -> Terms:
    return Terms(clock, Sealer(RING), AllowList())


@pytest.fixture
async def bench(committing_database, clock, terms, request) -> Bench:
    """An employer with a worker of webhooks whose receivers answer by script."""
    slug = f"hooks-{abs(hash(request.node.name)) % 10**9}"
    employer = await make_employer(committing_database, clock, slug, reply_to="staff@example.com")
    await employer.change(PEOPLE, employer.organization.id)
    return Bench(committing_database, clock, terms, employer)
