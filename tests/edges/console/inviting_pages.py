"""What tests of inviting in the console do over and over."""

import re
from urllib.parse import urlsplit

PASTED = "Amara Okafor <amara@example.com>\nnobody\n=HYPERLINK(1), eve@example.com\n"


def error_of(page):
    found = re.search(r'class="error"[^>]*>(?:<svg.*?</svg>)?([^<]+)', page.text)
    return found[1] if found else None


async def follow(client, answer):
    assert answer.status_code == 303, error_of(answer) or answer.text[:2000]
    place = urlsplit(answer.headers["location"])
    return await client.get(f"{place.path}?{place.query}" if place.query else place.path)


async def take(client, text=PASTED):
    answer = await client.post(
        "/console/invite/paste?activity=quiz", data={"activity": "quiz", "text": text}
    )
    page = await follow(client, answer)
    return page, f"/console/invite/{re.search('int_[0-9a-z]{26}', str(page.url))[0]}"


async def upload(client, content: bytes, name="people.csv"):
    return await client.post(
        "/console/invite/file?activity=quiz",
        data={"activity": "quiz"},
        files={"file": (name, content, "text/csv")},
    )
