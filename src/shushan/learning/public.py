"""The face of learning."""

from shushan.learning.errors import (
    CourseNotOpen,
    FileKnown,
    ForgedToken,
    NotCompleted,
    NotInCampaign,
    NoTriesLeft,
    RuleOverlaps,
    SittingOver,
    TooSoon,
    UnreadablePaper,
    UnusablePackage,
)
from shushan.learning.jobs import start_comparing
from shushan.learning.operations.beats import Told, beat
from shushan.learning.operations.campaigns import (
    CampaignPlan,
    drop_work,
    list_work,
    save_campaign,
    say_read,
    sign_up,
    take_back_reading,
)
from shushan.learning.operations.companions import drop_note, hide_remark, issue_certificate, say, take_note
from shushan.learning.operations.courses import (
    LessonPlan,
    close_course,
    drop_from_plan,
    move_lesson_up,
    open_course,
    plan_study,
    retire_lesson,
    save_course,
    save_lesson,
    save_plan,
    save_series,
)
from shushan.learning.operations.essays import (
    Paper,
    accept_essay,
    return_essay,
    submit_essay,
    withdraw_essay,
    write_essay,
)
from shushan.learning.operations.judging import judge_anew, judge_corrected, judge_what_is_due
from shushan.learning.operations.packages import bring_package, keep_run, launch
from shushan.learning.operations.statements import store_document, store_statements
from shushan.learning.operations.studies import import_study, record_study, save_channel, set_conversion, study_file
from shushan.learning.operations.watching import begin, finish_reading, take_test
from shushan.learning.options import MOST_GAP
from shushan.learning.packages.terms import PackageKind
from shushan.learning.ports import RosterLine, Rosters, roster, use
from shushan.learning.queries.campaigns import campaign, campaigns, essay, essays, pairs, participants, standings, works
from shushan.learning.queries.companions import certificates, notes, remarks
from shushan.learning.queries.courses import course, courses, every_series, lines_of_plans, plans, progress, series
from shushan.learning.queries.studies import (
    channels,
    covered,
    hours,
    imports,
    longest_gap,
    reached,
    roster_of_year,
    studies,
    study_days,
)
from shushan.learning.states import CourseState, EssayState
from shushan.learning.terms import (
    Audience,
    CampaignValue,
    Category,
    ChannelValue,
    CourseValue,
    Covered,
    EssayValue,
    HoursLine,
    ImportLine,
    LearningAct,
    LessonKind,
    LessonValue,
    Pair,
    PlanLine,
    PlanValue,
    Progress,
    SeriesValue,
    SittingValue,
    Standing,
    StudyLine,
    StudyUnit,
    WorkLine,
)

__all__ = [
    "MOST_GAP", "Audience", "CampaignPlan", "CampaignValue", "Category", "ChannelValue", "CourseNotOpen",
    "CourseState", "CourseValue", "Covered", "EssayState", "EssayValue", "FileKnown", "ForgedToken", "HoursLine",
    "ImportLine", "LearningAct", "LessonKind", "LessonPlan", "LessonValue", "NoTriesLeft", "NotCompleted",
    "NotInCampaign", "PackageKind", "Pair", "Paper", "PlanLine", "PlanValue", "Progress", "RosterLine", "Rosters",
    "RuleOverlaps", "SeriesValue", "SittingOver", "SittingValue", "Standing", "StudyLine", "StudyUnit", "Told",
    "TooSoon", "UnreadablePaper", "UnusablePackage", "WorkLine", "accept_essay", "beat", "begin", "bring_package",
    "campaign", "campaigns", "certificates", "channels", "close_course", "course", "courses", "covered",
    "drop_from_plan", "drop_note", "drop_work", "essay", "essays", "every_series", "finish_reading", "hide_remark",
    "hours", "import_study", "imports", "issue_certificate", "judge_anew", "judge_corrected", "judge_what_is_due", "keep_run", "launch",
    "lines_of_plans", "list_work", "longest_gap", "move_lesson_up", "notes", "open_course", "pairs", "participants",
    "plan_study", "plans", "progress", "reached", "record_study", "remarks", "retire_lesson", "return_essay",
    "roster", "roster_of_year", "save_campaign", "save_channel", "save_course", "save_lesson", "save_plan",
    "save_series", "say", "say_read", "series", "set_conversion", "sign_up", "standings", "start_comparing",
    "store_document", "store_statements", "studies", "study_days", "study_file", "submit_essay", "take_back_reading",
    "take_note", "take_test", "use", "withdraw_essay", "works", "write_essay",
]  # fmt: skip
