"""Write criteria, recommend, enter what the issuer decided, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.honours import events
from shushan.honours.models import Criteria, EvidenceRow, Honour
from shushan.honours.queries.honours import criteria as criteria_of
from shushan.honours.queries.honours import honour, pulled
from shushan.honours.states import MOVES, HonourMove, HonourState
from shushan.honours.terms import Criterion, HonourAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations
from shushan.units import public as units

MOST = 40  # criteria of a set


@write()
def write_criteria(
    *, actor: Actor, at: datetime, issuer: str, title: str, source: str, since: date, items: Sequence[Criterion]
) -> int:
    """Write down what an issuer asks from a day on and return its id. A change is another row from a later day.

    :raises NotAllowed: :raises Invalid: a word is missing, or a criterion names a rule that is not there
    :raises Conflict: there is one from this day
    """
    actor.require(HonourAct.EDIT_CRITERIA)
    if not (issuer.strip() and title.strip() and source.strip()) or not items or len(items) > MOST:
        raise Invalid(_("请填写颁发单位、名称、出处和至少一条标准"), field="items")
    known = {one.code for one in regulations.rules()}
    strange = sorted({code for one in items for code in one.rules} - known)
    if strange or any(not one.text.strip() for one in items):
        raise Invalid(_("没有这些规则：%(codes)s") % {"codes": "、".join(strange)}, field="items")
    try:
        with transaction.atomic():
            made = Criteria.objects.create(
                issuer=issuer.strip()[:80], title=title.strip()[:80], source=source.strip()[:160], since=since,
                items=[{"text": one.text.strip()[:160], "rules": list(one.rules)} for one in items],
                made_by=actor.name[:80], made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这个荣誉从这一天起已有标准"), remedy=_("请改用另一个开始日期")) from error
    return made.pk


@write()
def recommend(
    *, actor: Actor, at: datetime, today: date, unit_id: int, criteria_id: int, body: str, recommended_on: date,
    words: str = "",
) -> int:  # fmt: skip
    """Write down that a body recommends a unit, pull the evidence of twelve months, and return the honour's id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: a day to come, before the criteria, or no body
    :raises Conflict: it is recommended already
    """
    regulations.require_at(actor, HonourAct.RECOMMEND, unit_id)
    known = criteria_of(criteria_id=criteria_id)
    if not known:
        raise NotFound(_("没有这套标准"))
    if recommended_on > today or recommended_on < known[0].since or not body.strip():
        raise Invalid(_("请填写推荐单位；日期不能晚于今天，也不能早于标准"), field="recommended_on")
    unit = units.unit(unit_id, on=recommended_on)
    try:
        with transaction.atomic():
            made = Honour.objects.create(
                unit_id=unit_id, criteria_id=criteria_id, body=body.strip()[:80], recommended_on=recommended_on,
                words=words.strip()[:400], made_by=actor.name[:80], made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这个单位已被推荐，还没有结果")) from error
    EvidenceRow.objects.bulk_create(
        EvidenceRow(
            honour_id=made.pk, month=one.month, criterion=one.criterion, met=one.met, applicable=one.applicable,
            excused=one.excused,
        )
        for one in pulled(unit_id, known[0], on=recommended_on)
    )  # fmt: skip
    event = events.Recommended(site_id=unit.site_id, unit_id=unit_id)
    ledger.record(event, actor=actor, subject=subject_of(made.pk), at=at)
    return made.pk


@write()
def decide(
    *, actor: Actor, at: datetime, today: date, honour_id: int, is_awarded: bool, decided_on: date, number: str = ""
) -> None:
    """Enter what the issuer decided; an award needs its document. Recommended is not awarded.

    :raises NotAllowed: :raises Invalid: no document, a day before the recommendation or to come
    :raises Conflict: it is decided or withdrawn
    """
    found = honour(honour_id)
    regulations.require_at(actor, HonourAct.DECIDE, found.unit_id)
    if decided_on < found.recommended_on or decided_on > today:
        raise Invalid(_("日期不能早于推荐，也不能晚于今天"), field="decided_on")
    if is_awarded and not number.strip():
        raise Invalid(_("请填写表彰文件的文号"), field="number", rule=_("推荐不等于授予：授予以文件为准"))
    _move(found.id, found.state, HonourMove.AWARD if is_awarded else HonourMove.DECLINE, decided_on, number)
    if is_awarded:
        site_id = units.history(found.unit_id)[0].site_id
        event = events.Awarded(site_id=site_id, unit_id=found.unit_id)
        ledger.record(event, actor=actor, subject=subject_of(honour_id), at=at)


@write()
def withdraw(*, actor: Actor, at: datetime, today: date, honour_id: int) -> None:
    """Take a recommendation back before it is decided.

    :raises NotAllowed: :raises Conflict: it is decided or withdrawn
    """
    found = honour(honour_id)
    regulations.require_at(actor, HonourAct.RECOMMEND, found.unit_id)
    _move(found.id, found.state, HonourMove.WITHDRAW, max(today, found.recommended_on), "")


def subject_of(honour_id: int) -> str:
    """Return how an honour is named in the ledger."""
    return f"honours.honour:{honour_id}"


def _move(honour_id: int, state: HonourState, move: HonourMove, on: date, number: str) -> None:
    target = MOVES.get((state, move))
    moved = target and Honour.objects.filter(pk=honour_id, state=state).update(
        state=target, decided_on=on, number=number.strip()[:80]
    )
    if not moved:
        raise Conflict(_("这项推荐已有结果，或已撤回"), remedy=_("请刷新页面看现在的情况"))
