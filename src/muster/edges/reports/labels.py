"""Headings and labels that a page and a PDF share, by short names."""

from muster.edges.reports import wording


def labels(language: str) -> dict[str, str]:
    """Return them in a language."""
    _ = wording.words(language).gettext
    return {
        "accepted": _("Accepted"),
        "answers": _("Answers"),
        "chosen": _("Chosen"),
        "counted": _("the answer"),
        "explanation": _("Explanation"),
        "given": _("Given"),
        "how": _("How the points came about"),
        "item": _("Item"),
        "kind": _("What"),
        "length": _("Altogether"),
        "no_verdict": _(
            "Browsers noticed this during the attempt. It is context and no verdict: most of it "
            "has harmless reasons."
        ),
        "not_answered": _("Not answered"),
        "nothing_noticed": _("Nothing was noticed."),
        "noticed": _("Noticed, without a verdict"),
        "page": _("Page"),
        "percent": _("Per cent"),
        "place": _("Place among others"),
        "points": _("Points"),
        "position": _("Position"),
        "question": _("Question"),
        "questions": _("Questions"),
        "ratings": _("What reviewers gave"),
        "recordings": _("Recordings"),
        "report": _("Report"),
        "results": _("Results"),
        "right": _("Right"),
        "right_order": _("Right order"),
        "section": _("Section"),
        "sections": _("Sections"),
        "skill": _("Skill"),
        "skills": _("Skills"),
        "spread": _("Complete results of this activity, by per cent"),
        "this": _("this one"),
        "times": _("How often"),
        "watch": _("Recordings are watched on the page of this report."),
    }
