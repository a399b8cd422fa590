import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.edges.style import accent
from muster.edges.style.accent import contrast, parse, stylesheet

SURFACES = {"day": (255, 255, 255), "night": (27, 30, 35)}


async def test_the_stylesheet_has_the_employers_colour_and_is_kept_for_a_year(client, path):
    page = await client.get(path)
    address = re.search(r'href="(/static/portal-0f5c4d\.[0-9a-f]{12}\.css)"', page.text)[1]
    style = await client.get(address)
    assert style.status_code == 200
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--accent:#0f5c4d;" in style.text
    assert "Cookie" not in style.headers.get("vary", "")


async def test_a_file_of_another_version_is_served_but_not_kept(client):
    style = await client.get("/static/portal-0f5c4d.000000000000.css")
    assert style.status_code == 200
    assert style.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "portal.000000000000.css",
        "portal-0f5c4.000000000000.css",
        "portal-0f5c4g.000000000000.css",
        "portal-0f5c4d.css",
        "portal.css",
        "door-0f5c4d.000000000000.js",
        "..%2Fapp.py",
        "%2e%2e/app.py",
    ],
)
async def test_nothing_else_is_served(client, name):
    assert (await client.get(f"/static/{name}")).status_code == 404


@pytest.mark.parametrize("wish", [None, "", "red", "#12345", "#1234567", "#12345g", "#123456;x"])
def test_what_is_no_colour_is_none(wish):
    assert parse(wish) is None


@given(st.binary(min_size=3, max_size=3))
def test_every_colour_is_readable_by_day_and_by_night(raw):
    days, nights = stylesheet(raw.hex()).split("@media", 1)
    for surface, text in (("day", days), ("night", nights)):
        tokens = {
            name: tuple(bytes.fromhex(value))
            for name, value in re.findall(r"--([a-z-]+):#([0-9a-f]{6})", text)
        }
        ground = SURFACES[surface]
        assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
        assert contrast(tokens["on-band"], tokens["band"]) >= 4.5
        assert contrast(tokens["accent-ink"], ground) >= 4.5
        assert contrast(tokens["accent-ink"], tokens["accent-tint"]) >= 4.5
        assert contrast(tokens["accent-edge"], ground) >= 3


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_a_colour_that_is_readable_is_kept():
    assert "--accent:#0b5fff;" in stylesheet("0b5fff")
    assert accent.parse("#0B5FFF") == "0b5fff"
