"""Reasons: why something that is normally done was not."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.regulations.errors import NoReasonTaken
from shushan.regulations.judging import ReasonKey
from shushan.regulations.models import ReasonGiven
from shushan.regulations.queries.results import duty
from shushan.regulations.scoping import require_for
from shushan.regulations.terms import Modality, Outcome, RegulationAct, Result

LONGEST = 400


@write()
def give_reason(*, actor: Actor, at: datetime, today: date, key: ReasonKey, text: str) -> Result:
    """Write down why a duty was not met, and return the result as it is now. The newest reason counts.

    :raises NotAllowed: :raises NotFound: there is no such duty :raises Invalid: no text
    :raises NoReasonTaken: it was met, is not due yet, or must be met
    """
    found = duty(key, today=today)
    require_for(actor, RegulationAct.GIVE_REASONS, found)
    if not text.strip():
        raise Invalid(_("请写明理由"), field="text")
    if found.rule.modality is not Modality.NORMALLY:
        raise NoReasonTaken(
            _("%(code)s 是“必须”，不收理由") % {"code": found.rule.code}, rule=_("只有“一般”才可以说明理由"),
            remedy=_("请补办；确实不能办的向上级报告"),
        )  # fmt: skip
    if found.outcome not in (Outcome.NOT_MET, Outcome.EXCUSED):
        raise NoReasonTaken(_("这一项已完成、未到期或不适用，不需要理由"), remedy=_("请刷新页面看现在的情况"))
    code, kind, subject_id, since, begun_by = key
    ReasonGiven.objects.create(
        code=code, subject_kind=kind, subject_id=subject_id, since=since, begun_by=begun_by, text=text.strip()[:LONGEST],
        by=actor.name[:80], by_label=actor.label, at=at,
    )  # fmt: skip
    return duty(key, today=today)
