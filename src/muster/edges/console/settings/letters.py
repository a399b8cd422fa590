"""What letters to candidates say: an organization's own words, beside the letter they become."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError, NotFoundError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.framing import with_frame
from muster.edges.console.settings.frames import excuse, framed
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.trials import language_of_letter, told_of_trial
from muster.edges.console.words import words_of
from muster.edges.letters import Samples, sample_variables, starter
from muster.features import delivery, invitations
from muster.features.delivery import (
    LETTER_KINDS,
    LINKED_KINDS,
    Draft,
    LetterText,
    LetterTextError,
    Words,
)
from muster.features.members import Right, Session

PATH = "/console/settings/letters"
_LARGEST = 256 * 1024
# Who the letter is looked at for: as people are called, as they might be, and as nobody is.
_LONG = "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Papadimitrakopoulou"
_HOSTILE = '<script>alert("x")</script> *Ana* [x](https://example.org)'
_PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "usual": {},
    "nameless": {"name": ""},
    "long": {"name": _LONG},
    "arabic": {"name": "ليلى بنت عبد الرحمن الحدّاد"},
    "hostile": {"name": _HOSTILE},
}


class LetterPages:
    """The list of letters, the editor of one, and what the editor shows beside it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._samples = Samples(desk.services.links.public_url)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/letters``."""
        own = await self._own(session)
        return self._desk.show(
            request, session, "settings/letters.html", kinds=LETTER_KINDS, own=own
        )

    async def edit(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/letters/{kind}``."""
        kind, language = _kind(request), language_of_letter(of_query(request), session)
        text = (await self._own(session)).get((kind, language))
        words = text.words if text else starter(kind, language)
        return await self._editor(request, session, words, {})

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/letters/{kind}``."""
        fields, services = await read_fields(request, limit=_LARGEST), self._desk.services
        words = _words(_kind(request), language_of_letter(fields, session), fields)
        before = (await self._own(session)).get((words.kind, words.language))
        if before and before.words == words:
            _ = words_of(request, session)
            return self._desk.redirect(_place(words), Toast(_("Nothing was changed.")))
        try:
            await delivery.write_text(
                services.database,
                session.organization.id,
                words,
                actor=session.actor,
                clock=services.clock,
            )
        except LetterTextError as error:
            wrong = {error.field or "body": error}
            return await self._editor(request, session, words, wrong, status=422)
        _ = words_of(request, session)
        said = _("The letter was saved; all that are queued from now on say this.")
        return self._desk.redirect(_place(words), Toast(said, _undo(words, before)))

    async def take_back(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/letters/{kind}/built-in``."""
        fields, services = await read_fields(request), self._desk.services
        words = Words(_kind(request), language_of_letter(fields, session), "", "")
        before = await delivery.take_back_text(
            services.database,
            session.organization.id,
            words.kind,
            words.language,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        toast = Toast(_("Letters say what is built in again."), _undo(words, before))
        return self._desk.redirect(_place(words), toast if before else None)

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/letters/{kind}/restore``: the text of before."""
        fields, services = await read_fields(request), self._desk.services
        text = await delivery.restore_text(
            services.database,
            session.organization.id,
            fields.number("text") or 0,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        return self._desk.redirect(_place(text.words), Toast(_("The text of before is back.")))

    async def look(self, request: Request, session: Session) -> Response:
        """Answer ``GET`` and ``POST /console/settings/letters/{kind}/look``: what it becomes.

        Without words these are the ones in use.
        """
        fields = of_query(request)
        if request.method == "POST":
            fields = await read_fields(request, limit=_LARGEST)
        kind, language = _kind(request), language_of_letter(fields, session)
        words = _words(kind, language, fields)
        if not fields.has("body") or _from_elsewhere(request):
            text = (await self._own(session)).get((kind, language))
            words = text.words if text else starter(kind, language)
        try:
            await delivery.check_words(words)
        except LetterTextError as error:
            _ = words_of(request, session)
            return excuse(self._desk, _.why(error), _.language)
        person = _PEOPLE.get(fields.get("person"), {})
        variables = self._variables(session, kind, language) | dict(person)
        letter = self._samples.show(kind, variables, words)
        return framed(self._desk, letter, fields.get("shape", "day"), language)

    async def send_test(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/letters/{kind}/test``: to the member, as typed."""
        fields, services = await read_fields(request, limit=_LARGEST), self._desk.services
        words = _words(_kind(request), language_of_letter(fields, session), fields)
        try:
            await delivery.check_words(words)
        except LetterTextError as error:
            wrong = {error.field or "body": error}
            return await self._editor(request, session, words, wrong, status=422)
        draft = self._draft(session, words)
        queued = await invitations.send_test(
            services.database,
            session.organization.id,
            session.member,
            draft,
            words,
            services.clock,
        )
        _ = words_of(request, session)
        toast = told_of_trial(_, session, queued, mails=services.mail_configured)
        # What is typed stays: it may not be saved yet.
        return await self._editor(request, session, words, {}, toast=toast)

    def _draft(self, session: Session, words: Words) -> Draft:
        variables = self._variables(session, words.kind, words.language)
        return Draft(
            kind=words.kind,
            reference=0,
            recipient=session.member.email,
            recipient_key=session.member.email,
            variables=variables | {"name": session.member.name},
            template=f"{words.kind}.1",
            send_before=None,
            bulk=False,
        )

    def _variables(self, session: Session, kind: str, language: str) -> dict[str, Any]:
        now = self._desk.services.clock.now()
        return sample_variables(kind, language, session.organization, now)

    async def _own(self, session: Session) -> dict[tuple[str, str], LetterText]:
        texts = await delivery.texts_in_use(self._desk.services.database, session.organization.id)
        return {(text.words.kind, text.words.language): text for text in texts}

    async def _editor(
        self,
        request: Request,
        session: Session,
        words: Words,
        wrong: Mapping[str, InvalidError],
        *,
        status: int = 200,
        toast: Toast | None = None,
    ) -> Response:
        own = await self._own(session)
        shown: dict[str, object] = {"toast": toast} if toast else {}
        page = self._desk.show(
            request,
            session,
            "settings/letter.html",
            status=status,
            words=words,
            wrong=wrong,
            text=own.get((words.kind, words.language)),
            own={language for kind, language in own if kind == words.kind},
            linked=words.kind in LINKED_KINDS,
            people=tuple(_PEOPLE),
            manages=session.may(Right.MANAGE),
            **shown,
        )
        return with_frame(page)


def _from_elsewhere(request: Request) -> bool:
    """Tell whether another site sent the browser here: its words are not shown as ours."""
    return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"


def _kind(request: Request) -> str:
    kind = str(request.path_params["kind"])
    if kind not in LETTER_KINDS:
        raise NotFoundError("There is no such letter")
    return kind


def _words(kind: str, language: str, fields: Fields) -> Words:
    return Words(kind, language, fields.get("subject"), fields.raw("body").strip())


def _place(words: Words) -> str:
    return f"{PATH}/{words.kind}?language={words.language}"


def _undo(words: Words, before: LetterText | None) -> Undo:
    if before is None:
        return Undo(f"{PATH}/{words.kind}/built-in", {"language": words.language})
    return Undo(f"{PATH}/{words.kind}/restore", {"text": str(before.id)})
