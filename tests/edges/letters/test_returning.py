"""Letters leave with a return path that names them, where there is a domain for it."""

from dataclasses import replace

from muster.base.return_path import ReturnPath
from muster.base.signing import LinkClaim, LinkKind
from muster.edges.letters.returning import returning


def test_each_letter_has_a_sender_of_its_own_and_the_same_bytes(letters, links, message):
    plain = letters.renderers["invitation"]
    paths = ReturnPath(links.ring, "bounces.example.com")
    render = returning(plain, paths)
    first, second = message(), replace(message(), id=2)

    assert render(first).content == plain(first).content
    assert render(first) == render(first)
    assert render(first).sender != render(second).sender
    claim = LinkClaim(LinkKind.RETURN, first.organization_id, first.id, 0)
    assert paths.find(render(first).sender.encode()) == claim


def test_without_a_domain_nothing_is_changed(letters, links):
    plain = letters.renderers["invitation"]
    assert returning(plain, ReturnPath(links.ring, "")) is plain
