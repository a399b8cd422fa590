"""Reports: what an attempt earned, by rules and by people's ratings."""

from muster.features.reports.actions.lasting import lasting_share
from muster.features.reports.actions.listing import (
    list_attempts,
    list_reports,
    reports_of_attempts,
)
from muster.features.reports.actions.opening import (
    open_share,
    open_shared_file,
    open_shared_image,
    open_shared_recording,
)
from muster.features.reports.actions.reading import (
    UnknownReportError,
    read_ratings,
    read_report,
    read_score,
    report_of_invitation,
)
from muster.features.reports.actions.settling import rate, settle, settle_submitted
from muster.features.reports.actions.sharing import (
    list_shares,
    read_share,
    revoke_share,
    share,
    share_briefly,
)
from muster.features.reports.actions.standing import list_standings
from muster.features.reports.documents import fraction_text
from muster.features.reports.forgetting import copy_of, forget
from muster.features.reports.marking import is_rated_by_people, mark
from muster.features.reports.model import (
    Given,
    Mark,
    MarkedByRuleError,
    NothingToRateError,
    NotSubmittedError,
    PartScore,
    PointsError,
    QuestionScore,
    Rate,
    Rating,
    RatingChangedError,
    Report,
    Rule,
    Score,
    Tally,
    UnknownCriterionError,
    UnratedCriterionError,
)
from muster.features.reports.rating import criteria_of
from muster.features.reports.rounding import rounded
from muster.features.reports.scoring import Taken, score
from muster.features.reports.sharing import (
    LifetimeError,
    ShareExpiredError,
    ShareRevokedError,
    Sight,
    UnknownShareError,
    agent_word,
)
from muster.features.reports.standings import Standing, Standings
from muster.features.reports.views import (
    AttemptLine,
    Filter,
    QuestionView,
    Rank,
    ReportFilter,
    ReportLine,
    ReportView,
    SectionView,
    Share,
    ShareView,
    Sheet,
)

__all__ = [
    "AttemptLine",
    "Filter",
    "Given",
    "LifetimeError",
    "Mark",
    "MarkedByRuleError",
    "NotSubmittedError",
    "NothingToRateError",
    "PartScore",
    "PointsError",
    "QuestionScore",
    "QuestionView",
    "Rank",
    "Rate",
    "Rating",
    "RatingChangedError",
    "Report",
    "ReportFilter",
    "ReportLine",
    "ReportView",
    "Rule",
    "Score",
    "SectionView",
    "Share",
    "ShareExpiredError",
    "ShareRevokedError",
    "ShareView",
    "Sheet",
    "Sight",
    "Standing",
    "Standings",
    "Taken",
    "Tally",
    "UnknownCriterionError",
    "UnknownReportError",
    "UnknownShareError",
    "UnratedCriterionError",
    "agent_word",
    "copy_of",
    "criteria_of",
    "forget",
    "fraction_text",
    "is_rated_by_people",
    "lasting_share",
    "list_attempts",
    "list_reports",
    "list_shares",
    "list_standings",
    "mark",
    "open_share",
    "open_shared_file",
    "open_shared_image",
    "open_shared_recording",
    "rate",
    "read_ratings",
    "read_report",
    "read_score",
    "read_share",
    "report_of_invitation",
    "reports_of_attempts",
    "revoke_share",
    "rounded",
    "score",
    "settle",
    "settle_submitted",
    "share",
    "share_briefly",
]
