"""Letters that come back to us: each leaves with a return path that names it."""

from dataclasses import replace

from muster.base.return_path import ReturnPath
from muster.features.delivery import Letter, Message, Renderer


def returning(render: Renderer, paths: ReturnPath) -> Renderer:
    """Return a renderer of the same letters with signed envelope senders.

    The letter's own bytes stay as they are; replies still go where its headers say.
    """
    if not paths.domain:
        return render

    def rendered(message: Message) -> Letter:
        return replace(render(message), sender=paths.address(message.organization_id, message.id))

    return rendered
