"""The pages of a track in every state, from invented stages."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from portal_states import ARABIC, ASSESSMENT, BAKERY, NOW, TRACK, State
from taking_states import ALL as TAKING_AND_ENTRANCE
from taking_states import DONE as HANDED_IN
from taking_states import run

from muster.edges.portal.pages import group
from muster.edges.portal.sheets import Sheets
from muster.edges.portal.ways import Standing, Step, Way
from muster.features.catalog import Kind
from muster.features.invitations import Access, Landing

END = NOW + timedelta(days=9, hours=5)
_TITLES = (
    ("Judgement and clear writing", Kind.ASSESSMENT, 45),
    ("Meet the shift lead", Kind.INTERVIEW, 25),
    ("Decision by the hiring team", None, None),
)
HOSTILE = "<script>alert(1)</script>" + "W" * 150


def way(*standings: str, current: int = 1, ended: bool = False, title: str | None = None) -> Way:
    """Return a way of three steps; where nothing is said, they lie ahead."""
    padded = [*standings, *["ahead"] * (len(_TITLES) - len(standings))]
    steps = tuple(
        Step(
            number,
            title or name,
            kind,
            minutes,
            Standing(standing),
            UUID(int=100 + number),
            None if standing == "ahead" else END,
        )
        for number, ((name, kind, minutes), standing) in enumerate(
            zip(_TITLES, padded, strict=True), 1
        )
    )
    return Way(TRACK.uid, TRACK.title, bool(standings), ended, steps, current)


def track(shown: Way, *, at=BAKERY, name="Nguyễn Thị Minh Khai", redirect_url=None) -> State:
    access = Access.STARTED if shown.begun else Access.OPEN
    invitation = replace(TRACK, access=access)
    return lambda pages, request: pages.show(
        request,
        "track.html",
        landing=Landing(at, name, None, (invitation,)),
        invitation=invitation,
        way=shown,
        redirect_url=redirect_url,
    )


def thanks(shown: Way) -> State:
    return lambda pages, request: Sheets(pages).thanks(request, run(8, attempt=HANDED_IN), shown)


def home(shown: Way) -> State:
    invitation = replace(TRACK, access=Access.STARTED)
    landing = Landing(BAKERY, "Amara Okafor", None, (invitation, ASSESSMENT))
    return lambda pages, request: pages.show(
        request,
        "home.html",
        landing=landing,
        face=True,
        groups=group([landing]),
        ways={TRACK.id: shown},
    )


SECOND = way("done", "open", current=2)
TRACKS: dict[str, State] = {
    "track-new": track(way()),
    "track-second": track(SECOND),
    "track-begun": track(way("done", "started", current=2)),
    "track-expired": track(way("done", "expired", current=2)),
    "track-reviewed": track(way("done", "done", "reviewed", current=3)),
    "track-ended": track(
        way("done", "done", "done", current=3, ended=True),
        redirect_url="https://jobs.example.com/thanks",
    ),
    "track-arabic": track(SECOND, at=ARABIC, name="ليلى الحسن"),
    "track-hostile": track(way("done", "open", current=2, title=HOSTILE), name="N" * 200),
    "thanks-next": thanks(SECOND),
    "thanks-waits": thanks(way("done", "reviewed", current=2)),
    "thanks-end": thanks(way("done", "done", "done", current=3, ended=True)),
    "home-on-the-way": home(SECOND),
}
ALL: dict[str, State] = {**TAKING_AND_ENTRANCE, **TRACKS}
