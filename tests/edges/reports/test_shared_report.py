import hashlib
import re

import pytest

import logos
from employers import make_employer
from muster.features import organizations, reports
from muster.features.invitations import Guest
from shared_reports import PIXEL, RECORDED, share_everything

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


async def test_the_page_shows_the_result_and_links_to_everything(shared):
    page = await shared.client.get(shared.path)
    assert page.status_code == 200
    assert "Amara Nwosu" in page.text
    assert "Northwind Traders" in page.text
    assert "Not complete yet" in page.text
    assert "Questions 2 and 3 wait for their points" in page.text
    for address in (f"recordings/{shared.take}", f"files/{shared.file}", "report.pdf"):
        assert f'"/jobs{shared.path}/{address}"' in page.text


async def test_nothing_of_it_is_kept_found_framed_or_told_elsewhere(shared):
    page = await shared.client.get(shared.path)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["content-security-policy"].startswith(POLICY)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son[a-z]+=", page.text)


async def test_recordings_come_in_ranges_and_files_to_be_saved(shared):
    watched = await shared.client.get(
        f"{shared.path}/recordings/{shared.take}", headers={"Range": "bytes=4-9"}
    )
    assert (watched.status_code, watched.content) == (206, RECORDED[4:10])
    saved = await shared.client.get(f"{shared.path}/files/{shared.file}")
    assert (saved.status_code, saved.content) == (200, b"first")
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_a_questions_image_is_on_the_page(shared):
    digest = hashlib.sha256(PIXEL).hexdigest()
    page = await shared.client.get(shared.path)
    assert f'src="/jobs{shared.path}/images/{digest}" alt="a pixel"' in page.text
    image = await shared.client.get(f"{shared.path}/images/{digest}")
    assert (image.headers["content-type"], image.content) == ("image/png", PIXEL)


async def test_the_pdf_has_a_name_and_is_one(shared):
    made = await shared.client.get(f"{shared.path}/report.pdf")
    assert made.headers["content-type"] == "application/pdf"
    assert "Amara-Nwosu-Everything.pdf" in made.headers["content-disposition"]
    assert made.content.startswith(b"%PDF-")
    assert b"/Image" in made.content


async def test_the_pdf_has_the_logo_that_is_in_use(shared, clock):
    plain = (await shared.client.get(f"{shared.path}/report.pdf")).content
    organization = shared.employer.organization.id
    file = organizations.read_logo(logos.png(300, 100))
    chosen = {"actor": "operator", "clock": clock}
    await organizations.show_logo(shared.services.database, organization, file, **chosen)
    branded = (await shared.client.get(f"{shared.path}/report.pdf")).content
    assert (b"/Subtype/Image" in branded, b"/Subtype/Image" in plain) == (True, False)
    await organizations.show_logo_again(shared.services.database, organization, None, **chosen)
    assert (await shared.client.get(f"{shared.path}/report.pdf")).content == plain


async def test_every_look_is_noted_with_a_coarse_word(shared):
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    for path in ("", "/report.pdf", f"/recordings/{shared.take}", f"/files/{shared.file}"):
        await shared.client.get(shared.path + path, headers=headers)
    # A player asks for a recording piece by piece, which is one look.
    for piece in ("bytes=0-3", "bytes=4-9"):
        path = f"{shared.path}/recordings/{shared.take}"
        await shared.client.get(path, headers={**headers, "Range": piece})
    (share,) = await reports.list_shares(
        shared.services.database,
        shared.employer.organization.id,
        str(shared.share.attempt_id),
    )
    assert share.views == 4


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Noch nicht vollständig"),
        ("fr", "Pas encore complet"),
        ("es", "Aún no está completo"),
        ("ar", "لم يكتمل بعد"),
    ],
)
async def test_the_reader_chooses_the_language(shared, language, words):
    asked = await shared.client.get(f"{shared.path}?lang={language}")
    said = await shared.client.get(shared.path, headers={"Accept-Language": language})
    for page in (asked, said):
        assert words in page.text
        assert page.headers["content-language"] == language
    assert f'report.pdf?lang={language}"' in asked.text


async def test_a_link_that_has_expired_says_what_to_do(shared, clock):
    clock.advance(hours=1)
    for path in ("", "/report.pdf", f"/recordings/{shared.take}", f"/files/{shared.file}"):
        page = await shared.client.get(shared.path + path)
        assert page.status_code == 410
        assert "This link has expired" in page.text
        assert "Ask its sender for a new one" in page.text
        assert "Amara" not in page.text


async def test_a_revoked_link_ends_at_once(shared):
    await reports.revoke_share(
        shared.services.database,
        shared.employer.organization.id,
        str(shared.share.attempt_id),
        shared.share.typeid,
        actor="key:test",
        clock=shared.services.clock,
    )
    page = await shared.client.get(f"{shared.path}/recordings/{shared.take}")
    assert page.status_code == 410
    assert "This link was taken back" in page.text


async def test_a_link_that_is_cut_or_wrong_is_told_apart(shared):
    cut = await shared.client.get(shared.path[:-1])
    assert (cut.status_code, "A part of the link is missing" in cut.text) == (404, True)
    last = "a" if shared.path[-1] != "a" else "b"
    wrong = await shared.client.get(shared.path[:-1] + last)
    assert (wrong.status_code, "This link shows nothing" in wrong.text) == (404, True)


async def test_a_candidates_link_opens_no_report(shared):
    (row,) = (await shared.employer.invite(Guest("bo@example.org", "Bo"))).rows
    claim = row.invitation.claim(shared.employer.organization.id)
    token = shared.services.links.url(claim).rpartition("/")[2]
    page = await shared.client.get(f"/r/{token}")
    assert page.status_code == 404


async def test_a_link_shows_nothing_of_another_report(shared, services, database, clock):
    other = await share_everything(services, await make_employer(database, clock, "southwind"))
    for path in (f"recordings/{other.take}", f"files/{other.file}"):
        page = await shared.client.get(f"{shared.path}/{path}")
        assert page.status_code == 404
        assert "There is nothing at this address" in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_nothing_can_be_changed(shared, method):
    answer = await shared.client.request(method, shared.path)
    assert answer.status_code == 405


async def test_its_files_are_served_with_the_employers_colour(shared):
    page = await shared.client.get(shared.path)
    style = re.search(r'href="/jobs(/r/static/report-0f5c4d\.[0-9a-f]{12}\.css)"', page.text)[1]
    script = re.search(r'src="/jobs(/r/static/player\.[0-9a-f]{12}\.js)"', page.text)[1]
    sheet = await shared.client.get(style)
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--accent:#0f5c4d;" in sheet.text
    assert ".verdict" in sheet.text
    assert ".band" in sheet.text
    assert (await shared.client.get(script)).headers["content-type"].startswith("text/javascript")
