import re

from muster.base.signing import LinkClaim, LinkKind

TOKEN = re.compile(r"/i/([0-9a-z]{48})\b")
TRACKS_LINK = {"kind": "invitation", "subject": 9, "version": 3}


def test_a_letter_of_a_stage_names_the_track_and_the_place_and_has_the_tracks_link(
    letters, links, message, read
):
    track = {"title": "The <whole> way", "number": 2, "count": 3}
    content = letters.invitation(message("stage", track=track, link=TRACKS_LINK)).content
    mail, text, html = read(content)
    assert mail["Subject"] == "Next step with Acme GmbH: Customer support"
    assert "has opened the next step of “The <whole> way”" in " ".join(text.split())
    assert "The &lt;whole&gt; way" in html
    for words in (text, html):
        assert "Customer support" in words
        assert "about 45 minutes · Step 2 of 3" in words
    assert {links.read(token) for token in TOKEN.findall(text + html)} == {
        LinkClaim(LinkKind.INVITATION, 5, 9, 3)
    }
