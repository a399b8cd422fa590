"""SQL of the images that activities show."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from muster.features.catalog.images import Image
from muster.storage.postgres import Connection

INSERT_IMAGES: LiteralString = """
-- Keep images under their digests; one that is kept already is the same.
insert into activity_image (organization_id, sha256, media_type, content, created_at)
select $1, sha256, media_type, content, $5
from unnest($2::bytea[], $3::text[], $4::bytea[]) as given (sha256, media_type, content)
on conflict (organization_id, sha256) do nothing"""

SELECT_IMAGE: LiteralString = """
-- One image by its digest.
select media_type, content from activity_image where organization_id = $1 and sha256 = $2"""


async def insert_images(
    connection: Connection, organization: int, images: Sequence[Image], now: datetime
) -> None:
    """Keep images; those that are there already are left as they are."""
    kept = {image.sha256: image for image in images}
    await connection.execute(
        INSERT_IMAGES,
        organization,
        list(kept),
        [image.media_type for image in kept.values()],
        [image.content for image in kept.values()],
        now,
    )


async def select_image(connection: Connection, organization: int, sha256: bytes) -> Image | None:
    """Return the image of this digest."""
    row = await connection.fetchrow(SELECT_IMAGE, organization, sha256)
    return Image(row["media_type"], row["content"]) if row else None
