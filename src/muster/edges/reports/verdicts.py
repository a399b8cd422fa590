"""The result of a report in words: what it came to, or what it still waits for."""

from fractions import Fraction

from muster.edges.reports.sheet import Standing, Verdict
from muster.edges.reports.voice import Voice
from muster.features.reports import ReportView


def verdict(view: ReportView, voice: Voice) -> Verdict:
    """Return the result of a report, as its head shows it."""
    _ = voice.say
    score = view.report.score
    tally, cut = score.overall, score.pass_percent
    percent = "" if tally.percent is None else voice.percent(tally.percent)
    points = voice.points(tally.points, tally.of)
    if tally.waiting:
        points = _("%(points)s so far") % {"points": points}
    limit = "" if cut is None else voice.percent(cut)
    cut_text = _("Cut-off: %(percent)s") % {"percent": limit} if limit else ""
    standing = _standing(complete=score.complete, passed=score.passed)
    word = {
        Standing.PASSED: _("Passed"),
        Standing.FAILED: _("Not passed"),
        Standing.DONE: _("Complete"),
        Standing.WAITING: _("Not complete yet"),
    }[standing]
    return Verdict(
        standing=standing,
        word=word,
        percent=percent,
        points=points,
        share=share_of(tally.percent),
        cut=None if cut is None else float(cut) / 100,
        cut_text=cut_text,
        said=". ".join(filter(None, [percent, points, cut_text, word])),
        note=_note(view, voice),
    )


def _note(view: ReportView, voice: Voice) -> str:
    """Say which questions wait, or that the cut-off was missed by less than is shown."""
    _ = voice.say
    score = view.report.score
    waiting = [str(one.number) for one in view.questions if one.mark.points is None]
    if waiting:
        text = voice.plural(
            "Question %(numbers)s waits for its points. Until then there is no result.",
            "Questions %(numbers)s wait for their points. Until then there is no result.",
            len(waiting),
        )
        return text % {"numbers": voice.listed(waiting)}
    if not any(one.value is not None for one in view.questions):
        return _("Nothing was answered.")
    percent, cut = score.overall.percent, score.pass_percent
    if cut is None or percent is None or score.passed:
        return ""
    hidden = voice.percent(percent) == voice.percent(cut)
    return _("The cut-off was missed by less than is shown.") if hidden else ""


def _standing(*, complete: bool, passed: bool | None) -> Standing:
    if not complete:
        return Standing.WAITING
    if passed is None:
        return Standing.DONE
    return Standing.PASSED if passed else Standing.FAILED


def share_of(percent: Fraction | None) -> float | None:
    """Return a percentage as a part of one."""
    return None if percent is None else float(percent / 100)
