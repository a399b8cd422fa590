"""Headings and labels that a page and a PDF share, by short names."""

from muster.edges.reports import wording


def labels(language: str) -> dict[str, str]:
    """Return them in a language."""
    _ = wording.words(language).gettext
    return {
        "accepted": _("Accepted"),
        "answer": _("Answer"),
        "answers": _("Answers"),
        "chosen": _("Chosen"),
        "comment": _("Comment"),
        "counted": _("the answer"),
        "criterion": _("Criterion"),
        "explanation": _("Explanation"),
        "file": _("File"),
        "given": _("Given"),
        "how": _("How the points came about"),
        "item": _("Item"),
        "kind": _("What"),
        "length": _("Altogether"),
        "name": _("Name"),
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
        "right": _("Right"),
        "right_order": _("Right order"),
        "right_pair": _("Right"),
        "section": _("Section"),
        "sections": _("Sections"),
        "skill": _("Skill"),
        "skills": _("Skills"),
        "times": _("How often"),
        "total": _("Total"),
        "watch": _("Recordings are watched on the page of this report."),
    }
