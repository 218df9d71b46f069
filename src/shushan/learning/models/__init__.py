"""The tables of learning. Written only by this room's operations."""

from shushan.learning.models.campaigns import Campaign, CampaignWork, Essay, EssayVersion, Reading, SignUp, SimilarPair
from shushan.learning.models.courses import Answer, Course, Lesson, Plan, PlanItem, Question, Series
from shushan.learning.models.judging import Judged, Judgement
from shushan.learning.models.packages import Document, Package, Run, Statement
from shushan.learning.models.studies import Channel, Conversion, StudyImport, StudyRecord
from shushan.learning.models.watching import Attempt, Attendance, Certificate, Note, Remark, Sitting

__all__ = [
    "Answer", "Attempt", "Attendance", "Campaign", "CampaignWork", "Certificate", "Channel", "Conversion", "Course",
    "Document", "Essay", "EssayVersion", "Judged", "Judgement", "Lesson", "Note", "Package", "Plan", "PlanItem", "Question", "Reading",
    "Remark", "Run", "Series", "SignUp", "SimilarPair", "Sitting", "Statement", "StudyImport", "StudyRecord",
]  # fmt: skip
