"""SQL of what lists hold of a person."""

import json
from typing import Any, LiteralString

from muster.storage.postgres import Connection

COPY_ROWS: LiteralString = """
-- The rows of lists in which a candidate stands, as one document.
select coalesce(jsonb_agg(to_jsonb(line) order by line.created_at), '[]') from (
    select intake.created_at, intake.file_name, row.number, row.name, row.address, row.locale,
           row.external_id, row.metadata, row.outcome
    from candidate
    join intake_row as row
      on row.organization_id = $1 and (row.address_key = candidate.address_key
          or row.invitation_ids && array(
              select id from invitation where organization_id = $1 and candidate_id = $2))
    join intake on intake.organization_id = $1 and intake.id = row.intake_id
    where candidate.organization_id = $1 and candidate.id = $2) as line"""

DELETE_ROWS_OF: LiteralString = """
-- The rows of lists in which a candidate stands, also under an address that was corrected since.
delete from intake_row using candidate
where candidate.organization_id = $1 and candidate.id = $2
  and intake_row.organization_id = $1 and (intake_row.address_key = candidate.address_key
      or intake_row.invitation_ids && array(
          select id from invitation where organization_id = $1 and candidate_id = $2))"""

DELETE_CONTENTS: LiteralString = """
-- Files that were not carried out yet may name anybody: what was read of them is enough.
update intake set content = null where organization_id = $1 and content is not null"""


async def copy_rows(connection: Connection, organization: int, candidate: int) -> Any:
    """Return the rows with a candidate as a document."""
    return json.loads(await connection.fetchval(COPY_ROWS, organization, candidate))


async def delete_rows(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the rows with a candidate, and all files that wait."""
    await connection.execute(DELETE_ROWS_OF, organization, candidate)
    await connection.execute(DELETE_CONTENTS, organization)
