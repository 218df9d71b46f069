"""What is kept about a person's study, for the privacy page and the export."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shushan.learning.models import (
    Attendance,
    Certificate,
    Document,
    Essay,
    Note,
    Reading,
    Remark,
    Run,
    Statement,
    StudyRecord,
)
from shushan.learning.states import EssayState
from shushan.learning.words import deed_in_words
from shushan.ledger.public import local_minute

Row = dict[str, str | int | None]


def kept_of(person_id: int) -> Iterator[Row]:
    """Yield rows of lessons, studies elsewhere, readings, essays, notes, remarks, certificates and packages, in ten queries.

    The names of what is kept are in the reader's language, the times in the library's.
    """
    for lesson, watched, at in Attendance.objects.filter(person=person_id).values_list(
        "lesson__name", "watched_seconds", "completed_at"
    ):
        yield {_("课"): lesson, _("看了多少秒"): watched, _("学完的时间"): local_minute(at) if at else None}
    for channel, day, title in StudyRecord.objects.filter(person=person_id).values_list(
        "channel__name", "day", "title"
    ):
        yield {_("在别处学习"): title, _("经由"): channel, _("日子"): day.isoformat()}
    for title, day in Reading.objects.filter(person=person_id).values_list("work__record__title", "read_on"):
        yield {_("读过的书"): title, _("日子"): day.isoformat()}
    states = {
        EssayState.DRAFT: _("草稿"), EssayState.SUBMITTED: _("已交"), EssayState.RETURNED: pgettext("state", "退回修改"),
        EssayState.ACCEPTED: _("已采纳"),
    }  # fmt: skip
    for title, text, state in Essay.objects.filter(person=person_id).values_list("title", "text", "state"):
        yield {_("写的文章"): title, _("正文"): text, _("进展"): states.get(EssayState(state), state)}
    for text, at in Note.objects.filter(person=person_id).values_list("text", "made_at"):
        yield {_("笔记"): text, _("记于"): local_minute(at)}
    for text, at in Remark.objects.filter(person=person_id).values_list("text", "made_at"):
        yield {_("讨论中的话"): text, _("说于"): local_minute(at)}
    for number, day in Certificate.objects.filter(person=person_id).values_list("number", "completed_on"):
        yield {_("证书编号"): number, _("日子"): day.isoformat()}
    for lesson, cmi, percent in Run.objects.filter(attendance__person=person_id).values_list(
        "attendance__lesson__name", "cmi", "percent"
    ):
        yield {_("课件"): lesson, _("课件记下的"): json.dumps(cmi, ensure_ascii=False), _("百分比"): percent}
    for lesson, body, at in Statement.objects.filter(attendance__person=person_id).values_list(
        "attendance__lesson__name", "body", "stored_at"
    ):
        yield {
            _("课件"): lesson, _("做了什么"): deed_in_words(body), _("记于"): local_minute(at),
            _("学习记录原文"): json.dumps(body, ensure_ascii=False),
        }  # fmt: skip
    for name, text in Document.objects.filter(attendance__person=person_id).values_list("name", "text"):
        yield {_("课件存的文件"): name, _("正文"): text}
