"""Reports: what an attempt earned, by rules and by people's ratings."""

from muster.features.reports.actions.lasting import lasting_share
from muster.features.reports.actions.listing import (
    count_reports,
    list_attempts,
    list_reports,
    pages_of_reports,
    read_columns,
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
from muster.features.reports.actions.searching import search_reports
from muster.features.reports.actions.settling import rate, settle, settle_submitted, withdraw_rating
from muster.features.reports.actions.sharing import (
    list_shares,
    read_share,
    revoke_share,
    share,
    share_briefly,
)
from muster.features.reports.actions.standing import list_standings
from muster.features.reports.actions.statistics import item_statistics
from muster.features.reports.actions.turnout import count_invited
from muster.features.reports.columns import Columns, tallies_of
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
    Withdrawal,
)
from muster.features.reports.rating import criteria_of
from muster.features.reports.rounding import rounded
from muster.features.reports.scoring import Taken, score
from muster.features.reports.sharing import (
    LifetimeError,
    Promise,
    ShareExpiredError,
    ShareRevokedError,
    Sight,
    UnknownShareError,
    agent_word,
    lifetime_of,
)
from muster.features.reports.standings import Standing, Standings
from muster.features.reports.statistics import FEWEST_ATTEMPTS, Hint, ItemStatistics, Statistics
from muster.features.reports.turnout import Turnout
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
    ShareState,
    ShareView,
    Sheet,
)

__all__ = [
    "FEWEST_ATTEMPTS",
    "AttemptLine",
    "Columns",
    "Filter",
    "Given",
    "Hint",
    "ItemStatistics",
    "LifetimeError",
    "Mark",
    "MarkedByRuleError",
    "NotSubmittedError",
    "NothingToRateError",
    "PartScore",
    "PointsError",
    "Promise",
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
    "ShareState",
    "ShareView",
    "Sheet",
    "Sight",
    "Standing",
    "Standings",
    "Statistics",
    "Taken",
    "Tally",
    "Turnout",
    "UnknownCriterionError",
    "UnknownReportError",
    "UnknownShareError",
    "UnratedCriterionError",
    "Withdrawal",
    "agent_word",
    "copy_of",
    "count_invited",
    "count_reports",
    "criteria_of",
    "forget",
    "fraction_text",
    "is_rated_by_people",
    "item_statistics",
    "lasting_share",
    "lifetime_of",
    "list_attempts",
    "list_reports",
    "list_shares",
    "list_standings",
    "mark",
    "open_share",
    "open_shared_file",
    "open_shared_image",
    "open_shared_recording",
    "pages_of_reports",
    "rate",
    "read_columns",
    "read_ratings",
    "read_report",
    "read_score",
    "read_share",
    "report_of_invitation",
    "reports_of_attempts",
    "revoke_share",
    "rounded",
    "score",
    "search_reports",
    "settle",
    "settle_submitted",
    "share",
    "share_briefly",
    "tallies_of",
    "withdraw_rating",
]
