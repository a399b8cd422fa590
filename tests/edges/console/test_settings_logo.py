"""The logo that candidates see: kept, shown, taken away, and refused where it is none."""

import httpx2
import pytest

from logos import JPEG, png
from muster.edges import portal
from muster.features import organizations
from surfaces import PUBLIC_URL

S = "/console/settings"


async def organization_of(employer):
    return await organizations.find_organization(employer.database, employer.organization.slug)


async def test_a_logo_is_kept_shown_and_taken_away(browser, employer, services):
    owner = await browser()
    answer = await owner.post(f"{S}/branding/logo", files={"logo": ("a.png", png(400, 100))})
    assert answer.status_code == 303
    now = await organization_of(employer)
    assert now.logo.wide
    page = await owner.get("/console")
    assert f'src="{now.logo_path}" alt="Northwind Traders" width="400" height="100"' in page.text
    visitor = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=portal.build(services)), base_url=PUBLIC_URL
    )
    image = await visitor.get(now.logo_path)
    assert image.content == png(400, 100)
    assert image.headers["content-type"] == "image/png"
    assert "sandbox" in image.headers["content-security-policy"]
    assert "immutable" in image.headers["cache-control"]
    for wrong in (now.logo_path[:-1] + "x", now.logo_path.replace("org_", "mem_"), "/logo/a/b"):
        assert (await visitor.get(wrong)).status_code == 404
    assert (await owner.post(f"{S}/branding/logo/again")).status_code == 303
    assert (await organization_of(employer)).logo is None
    again = {"sha256": now.logo.sha256}
    assert (await owner.post(f"{S}/branding/logo/again", data=again)).status_code == 303
    assert (await organization_of(employer)).logo == now.logo
    unknown = await owner.post(f"{S}/branding/logo/again", data={"sha256": "0" * 64})
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        png(5000, 20),
        png(4, 4),
        png(64, 64) + b"x" * 600_000,
        JPEG[:200],
        png(64, 64)[:-1],
        png(64, 64, b"no points"),
    ],
)
async def test_what_is_no_logo_is_refused(browser, employer, content):
    owner = await browser()
    answer = await owner.post(f"{S}/branding/logo", files={"logo": ("a.png", content)})
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.text
    assert (await organization_of(employer)).logo is None
