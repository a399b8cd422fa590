"""Letters that members send to themselves, to see what candidates would get: marked as a test."""

from dataclasses import replace

from muster.features.delivery import Letter, Message, Renderer, Words

KIND = "test"
_SUBJECT = b"\r\nSubject: "


def trial(render: Renderer) -> Renderer:
    """Return a renderer of tests of the letters that ``render`` makes.

    A test's variables are those of the letter, and ``words`` with the organization's own text, if
    it has one: ``kind``, ``language``, ``subject`` and ``body``.
    """

    def rendered(message: Message) -> Letter:
        words = message.variables.get("words")
        told = Words(**words) if words else None
        letter = render(replace(message, kind=message.template.partition(".")[0], words=told))
        # Folded, so that a subject in encoded words stays within its length (RFC 2047, 2).
        marked = letter.content.replace(_SUBJECT, _SUBJECT + b"[Test]\r\n ", 1)
        return replace(letter, content=marked)

    return rendered
