"""The lists over HTTP: what they show of real rows, to whom, whatever people are called."""

import re


async def test_empty_lists_say_what_to_do(browser):
    owner = await browser()
    for path in ("invitations", "candidates"):
        page = await owner.get(f"/console/{path}")
        assert page.status_code == 200
        assert "Invite somebody" in re.sub(r"\s+", " ", page.text)
