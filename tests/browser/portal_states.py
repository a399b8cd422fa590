"""Every page of the portal in every state, from invented people, served without a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from time import sleep
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.edges.portal.pages import FILES, Pages, group
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers
from muster.features.catalog import Kind
from muster.features.invitations import Access, Awaiting, Landing, ReminderWish, Stage
from muster.features.organizations import Organization
from run_samples import BAKERY, NOW

PLAIN = replace(BAKERY, id=2, name="Halden Freight", accent_color=None, contact="+49 30 5550 100")
BRIGHT = replace(BAKERY, id=3, name="Solbær Energi", accent_color="#ffd400", reply_to=None)
ARABIC = replace(BAKERY, id=4, name="مخابز الياسمين", time_zone="Asia/Riyadh", locale="ar")

ASSESSMENT = Awaiting(
    id=11,
    uid=UUID(int=11),
    access=Access.OPEN,
    title="Customer support: judgement and clear writing",
    kind=Kind.ASSESSMENT,
    summary="Twenty short situations from a working day at our service desk. You read, decide and "
    "sometimes write two or three sentences to a customer.",
    minutes=45,
    have_ready=("A computer or phone with a steady connection", "Forty-five quiet minutes"),
    question_count=20,
    stages=(),
    opens_at=None,
    expires_at=NOW + timedelta(days=13, hours=6, minutes=30),
    started_at=None,
    completed_at=None,
)
INTERVIEW = replace(
    ASSESSMENT,
    id=12,
    uid=UUID(int=12),
    title="Meet the shift lead",
    kind=Kind.INTERVIEW,
    summary="Six questions, answered on camera whenever it suits you.",
    minutes=25,
    question_count=6,
    have_ready=("A camera and a microphone", "A place where you can speak freely"),
    expires_at=NOW + timedelta(hours=30),
)
TRACK = replace(
    ASSESSMENT,
    id=13,
    uid=UUID(int=13),
    title="Service agent, full time",
    kind=Kind.TRACK,
    summary="How we get to know each other, from first questions to a decision within two weeks.",
    minutes=70,
    question_count=None,
    stages=(
        Stage("Judgement and clear writing", Kind.ASSESSMENT, 45),
        Stage("Meet the shift lead", Kind.INTERVIEW, 25),
        Stage("Decision by the hiring team", None, None),
    ),
)
DONE = replace(ASSESSMENT, id=14, uid=UUID(int=14), access=Access.COMPLETED, completed_at=NOW)
EARLY = replace(
    ASSESSMENT, id=15, uid=UUID(int=15), access=Access.NOT_YET, opens_at=NOW + timedelta(days=3)
)
EXPIRED = replace(
    ASSESSMENT, id=16, uid=UUID(int=16), access=Access.EXPIRED, expires_at=NOW - timedelta(days=2)
)
STARTED = replace(ASSESSMENT, id=17, uid=UUID(int=17), access=Access.STARTED, started_at=NOW)
IN_ARABIC = replace(
    ASSESSMENT,
    title="خدمة العملاء: حسن التقدير والكتابة الواضحة",
    summary="عشرون موقفًا قصيرًا من يوم عمل في مكتب الخدمة لدينا. تقرأ وتقرّر، وأحيانًا تكتب جملتين أو ثلاثًا إلى عميل.",
    have_ready=("حاسوب أو هاتف واتصال ثابت بالإنترنت", "خمس وأربعون دقيقة من الهدوء"),
)
HOSTILE = replace(
    ASSESSMENT,
    title="<script>alert(1)</script>" + "W" * 170,
    summary="</p><img src=x onerror=alert(1)>",
    have_ready=("x" * 200, "\u202eevil\u202c"),
)

State = Callable[[Pages, Request], Response]


def landing(*invitations: Awaiting, at: Organization = BAKERY, name: str = "Amara Okafor") -> State:
    return lambda pages, request: pages.landing(request, Landing(at, name, None, invitations))


def void(pages: Pages, request: Request) -> Response:
    return pages.landing(request, Landing(BAKERY, "Amara Okafor", None, (), void=True))


def home(*landings: Landing) -> State:
    groups = group(landings)
    return lambda pages, request: pages.show(
        request, "home.html", landing=landings[0], face=len(groups) == 1, groups=groups, ways={}
    )


def page(template: str, **variables: object) -> State:
    return lambda pages, request: pages.show(request, template, **variables)


def more_time(invitation: Awaiting, state: str | None, *, possible: bool = False) -> State:
    face = Landing(BAKERY, "Amara Okafor", None, (invitation,))
    known = {"invitation": invitation, "state": state, "possible": possible, "kept": "more-time&"}
    return page("more-time.html", landing=face, **known)


def reminders(stopped_at: datetime | None, refused_at: datetime | None) -> State:
    wish = ReminderWish(BAKERY, "Amara Okafor", None, ASSESSMENT.title, stopped_at, refused_at)
    face = Landing(BAKERY, wish.candidate_name, None, ())
    return page("reminders.html", landing=face, wish=wish)


AMARA = Landing(BAKERY, "Amara Okafor", None, (ASSESSMENT,))
STATES: dict[str, State] = {
    "landing-assessment": landing(ASSESSMENT),
    "landing-interview": landing(INTERVIEW, at=PLAIN, name="Þórunn Sigurðardóttir"),
    "landing-track": landing(TRACK, name="Nguyễn Thị Minh Khai"),
    "landing-started": landing(STARTED),
    "landing-bright": landing(ASSESSMENT, at=BRIGHT, name="李小龍"),
    "landing-arabic-employer": landing(IN_ARABIC, at=ARABIC, name="ليلى الحسن"),
    "landing-hostile": landing(HOSTILE, at=replace(BAKERY, name="<b>" + "M" * 190), name="N" * 200),
    "several": landing(ASSESSMENT, INTERVIEW, DONE, EARLY, EXPIRED),
    "early": landing(EARLY),
    "completed": landing(DONE),
    "expired": landing(EXPIRED),
    "expired-contact": landing(EXPIRED, at=PLAIN),
    "expired-nobody": landing(EXPIRED, at=BRIGHT),
    "more-time": more_time(EXPIRED, None, possible=True),
    "more-time-asked": more_time(EXPIRED, "waiting"),
    "more-time-given": more_time(INTERVIEW, "granted"),
    "reminders": reminders(None, None),
    "reminders-stopped": reminders(NOW, None),
    "reminders-refused": reminders(NOW, NOW),
    "void": void,
    "home-one": home(AMARA),
    "home-track": home(replace(AMARA, invitations=(TRACK,))),
    "home-done": home(replace(AMARA, invitations=(DONE,))),
    "home-several": home(replace(AMARA, invitations=(ASSESSMENT, INTERVIEW, DONE, EARLY, EXPIRED))),
    "home-two-employers": home(AMARA, Landing(PLAIN, "Amara Okafor", None, (INTERVIEW,))),
    "lost": page("lost.html"),
    "door": page("door.html"),
    "cut": page("cut.html", pasted=False),
    "cut-pasted": page("cut.html", pasted=True),
    "wrong": page("wrong.html"),
    "busy": page("busy.html"),
    "elsewhere": page("elsewhere.html"),
    "missing": page("missing.html"),
    "trouble": page("trouble.html"),
}


class _Noon:
    def now(self) -> datetime:
        return NOW


def application(states: dict[str, State]) -> Starlette:
    assets = Assets.load("", FILES)
    pages = Pages(assets, _Noon(), page_headers(secure=False))

    async def show(request: Request) -> Response:
        state = states.get(request.path_params["state"], page("missing.html", status=404))
        return state(pages, request)

    async def stay(_: Request) -> Response:
        return Response(status_code=204)

    async def idle(_: Request) -> Response:
        return Response("", media_type="text/javascript")

    routes = [
        # The page that hands in by itself would be gone before it is looked at.
        Route("/static/hand-in.{hash}.js", idle),
        Route("/static/{name}", assets.serve),
        Route("/attempt/{path:path}", stay, methods=["GET", "POST", "PUT"]),
        Route("/{state}", show),
    ]
    return Starlette(routes=routes)


@contextmanager
def served(states: dict[str, State]) -> Iterator[str]:
    """Serve states on a free port of loopback, in a thread, and yield the address."""
    server = uvicorn.Server(
        uvicorn.Config(application(states), port=0, log_level="warning", ws="none")
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
