"""What recordings and files share on their way in."""

from collections.abc import AsyncIterable, AsyncIterator

from muster.features.media.model import TooLargeError


async def capped(body: AsyncIterable[bytes], most: int) -> AsyncIterator[bytes]:
    """Yield a body's bytes, and stop it as soon as there are too many.

    Raises:
        TooLargeError: it has more than ``most`` bytes.
    """
    size = 0
    async for part in body:
        size += len(part)
        if size > most:
            raise TooLargeError(f"This is larger than {most // 1_000_000} MB")
        yield part
