"""What happened, in sentences that a recruiter reads: one for each type of event.

docs/events.md lists the types; a test compares the two lists.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from markupsafe import Markup, escape
from starlette.requests import Request

from muster.edges.console.desk import Desk
from muster.edges.console.wording import number
from muster.edges.console.words import Words, marked, words_of
from muster.edges.console.words_of_events import DETAILS, SENTENCES, SENTENCES_OF_MANY
from muster.features import reviews
from muster.features.members import Right, Session
from muster.features.overview import ActorKind, Happening, Lately

_NOBODY = "–"


class Sentences:
    """Writes events in the reader's language, with links to whom and what they are about."""

    def __init__(
        self,
        words: Words,
        base: str,
        veiled: frozenset[int] = frozenset(),
        *,
        addresses: bool = True,
    ) -> None:
        """Take the reader's words, the path below which the console is, and hidden attempts.

        Whoever sees no ``addresses`` is told that there is one.

        Of an attempt whose report is hidden from the reader no sentence leads to the report, and
        none says how it was judged: names are shown here.
        """
        self._words = words
        self._base = base
        self._veiled = veiled
        self._addresses = addresses

    @classmethod
    async def of(
        cls, desk: Desk, request: Request, session: Session, happenings: Iterable[Happening]
    ) -> "Sentences":
        """Return those for the reader of a page, about some events."""
        attempts = {one.subject[1] for one in happenings if one.subject[0] == "attempt"}
        veiled = await reviews.list_veiled(
            desk.services.database, session.organization.id, sorted(attempts), session.member
        )
        words, addresses = words_of(request, session), session.may(Right.ADDRESSES)
        return cls(words, desk.assets.base, veiled, addresses=addresses)

    def __call__(self, one: Happening) -> Markup:
        """Return an event as a sentence with links."""
        return self._fill(one, self._linked(one))

    def lately(self, one: Lately) -> Markup:
        """Return what happened to one or to many, as a sentence with links."""
        texts = SENTENCES_OF_MANY.get(one.newest.type)
        if one.number == 1 or texts is None:
            return self(one.newest)
        parts = {
            **self._linked(one.newest),
            "who": self._actor(one.newest),
            "num": number(one.number, self._words.language) + ("+" if one.is_more else ""),
        }
        return _capital(Markup(self._words.ngettext(*texts, one.number, **parts)))  # noqa: S704 -- our own sentence; what is put in is escaped

    def plain(self, one: Happening) -> str:
        """Return it without links, for files."""
        return self._fill(one, self._named(one)).striptags()

    def who(self, one: Happening) -> str:
        """Return who did it, for a column of its own."""
        return self._actor(one).striptags()

    @staticmethod
    def names_nobody(one: Happening) -> bool:
        """Tell whether the sentence leaves out who did it."""
        return "%(who)s" not in SENTENCES.get(one.type, "%(who)s")

    def report(self, one: Happening) -> str | None:
        """Return the report that an event is about, ``rep_…``, if the reader may see it."""
        if not one.type.startswith("report.") or self._is_veiled(one):
            return None
        return one.report

    def _is_veiled(self, one: Happening) -> bool:
        return one.subject[0] == "attempt" and one.subject[1] in self._veiled

    def detail(self, one: Happening) -> str:
        """Return why, or as what, where the event says so in a word that we know."""
        if self._is_veiled(one):
            return ""
        words = DETAILS.get(one.type, {})
        for name in ("reason", "bounce", "role", "outcome", "ended_by", "basis", "scope", "choice"):
            value = one.data.get(name)
            if isinstance(value, str) and value in words:
                return self._words(words[value])
        return ""

    def _fill(self, one: Happening, names: Mapping[str, Markup]) -> Markup:
        # An event of a version that is newer than we are is told by its type.
        sentence = self._words(SENTENCES.get(one.type, "%(who)s: %(type)s"))
        said = Markup(sentence) % {**names, "who": self._actor(one), "type": one.type}  # noqa: S704 -- our own sentence; what is put in is escaped
        return _capital(said)

    def _actor(self, one: Happening) -> Markup:
        actor = one.actor
        if actor.kind is ActorKind.MEMBER:
            return _name(actor.name or self._words(marked("Somebody")))
        if actor.kind is ActorKind.KEY:
            # Read as a name wherever it stands in a sentence, in every language.
            return _name(self._words(marked("%(name)s (API key)"), name=actor.name or "–"))
        if actor.kind is ActorKind.CANDIDATE:
            return (
                _name(one.person.name) if one.person else escape(self._words(marked("A candidate")))
            )
        words = {
            ActorKind.SHARE: marked("Somebody with a link"),
            ActorKind.OPERATOR: marked("An operator"),
            ActorKind.AUTOMATIC: "Muster",
        }
        return escape(self._words(words[actor.kind]))

    def _named(self, one: Happening) -> Mapping[str, Markup]:
        activity = one.activity_title
        return {
            "person": self._person(one),
            "activity": _name(activity) if activity else escape(self._words(marked("an activity"))),
            "thing": self._thing(one),
            "number": escape(one.data.get("number") or one.data.get("erased") or ""),
            "months": escape(one.data.get("months") or ""),
        }

    def _person(self, one: Happening) -> Markup:
        name = one.person.name if one.person else one.applicant
        if name:
            return _name(name)
        # Letters to members, and people who only applied, are about nobody who was erased.
        if one.message_kind or one.subject[0] == "applicant":
            return escape(self._words(marked("somebody")))
        return escape(self._words(marked("an erased person")))

    def _thing(self, one: Happening) -> Markup:
        kind = one.subject[0]
        if kind == "suppression" and not (one.thing and self._addresses):
            return escape(self._words(marked("an address")))
        if one.thing:
            return _name(one.thing)
        words = {"applicant": marked("a job"), "webhook": marked("(removed since)")}
        return escape(self._words(words[kind])) if kind in words else _name(_NOBODY)

    def _linked(self, one: Happening) -> Mapping[str, Markup]:
        named = dict(self._named(one))
        if one.person:
            where = f"/console/candidates/{one.person.typeid}"
            if one.invitation:
                where += f"#{one.invitation}"
            named["person"] = self._link(where, named["person"])
        if one.activity_key:
            where = f"/console/activities/{quote(one.activity_key, safe='')}"
            named["activity"] = self._link(where, named["activity"])
        return named

    def _link(self, where: str, text: Markup) -> Markup:
        return Markup('<a href="{}">{}</a>').format(f"{self._base}{where}", text)


def _name(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _capital(said: Markup) -> Markup:
    """Begin with a capital letter. Names stand in tags, and stay as they are."""
    return said[:1].upper() + said[1:]
