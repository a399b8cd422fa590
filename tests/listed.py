"""What tests read of the console's lists."""

import html
import re

from muster.features.invitations import Guest


def shown(page) -> list[str]:
    """Names in the table, in order."""
    table = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [html.unescape(name) for name in re.findall(r"<a href[^>]*><bdi>(.*?)</bdi>", table)]


def boxes(page) -> list[str]:
    return re.findall(r'name="id" value="(inv_\w+)"', page.text)


async def invite(employer, *names, **changes):
    guests = [Guest(f"p{n}.{len(names)}@example.com", name) for n, name in enumerate(names)]
    return (await employer.invite(*guests, **changes)).rows


async def names(owner, query: str = "", page: str = "invitations") -> list[str]:
    answer = await owner.get(f"/console/{page}?{query}")
    assert answer.status_code == 200
    return shown(answer)
