"""Essays: write, hand in, take back, return, accept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.learning import events, policy, ports
from shushan.learning.models import CampaignWork, Essay, EssayVersion
from shushan.learning.operations.campaigns import campaign_row, may_run, must_take_part, site_of
from shushan.learning.scoping import learner
from shushan.learning.states import ESSAY_MOVES, EssayMove, EssayState
from shushan.learning.terms import LearningAct, PaperKind
from shushan.ledger import public as ledger
from shushan.people import public as people

MOST_LETTERS = 50_000


@dataclass(frozen=True, slots=True)
class Paper:
    """What an essay says. ``is_shown``: others of the campaign may read it once it is accepted."""

    title: str
    text: str
    work_id: int | None = None
    file_id: UUID | None = None
    kind: PaperKind = PaperKind.TYPED
    is_shown: bool = False


@write()
def write_essay(
    *, actor: Actor, at: datetime, campaign_id: int, said: Paper, essay_id: int | None = None
) -> int:  # fmt: skip
    """Begin an essay, or go on with one's own that is not handed in, and return its id.

    :raises NotAllowed: :raises NotFound: :raises NotInCampaign: :raises Invalid: too long, or a work of another campaign
    :raises Conflict: it is handed in
    """
    person_id = learner(actor)
    row = campaign_row(campaign_id)
    must_take_part(row, person_id, ledger.local_day(at))
    text = said.text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > MOST_LETTERS:
        raise Invalid(_("正文最多 %(n)s 字") % {"n": MOST_LETTERS}, field="text")
    if said.work_id is not None and not CampaignWork.objects.filter(pk=said.work_id, campaign=row).exists():
        raise Invalid(_("请从这项活动的书单里选"), field="work")
    title = said.title.strip()[:120]
    if not title:
        raise Invalid(_("请填写题目"), field="title")
    values: dict[str, object] = {
        "title": title,
        "text": text,
        "work_id": said.work_id,
        "is_shown": said.is_shown,
        "changed_at": at,
    }
    if said.file_id is not None:
        values |= {"file": said.file_id, "paper": PaperKind.FILE if said.kind is PaperKind.TYPED else said.kind}
    if essay_id is None:
        return Essay.objects.create(campaign=row, person_id=person_id, made_at=at, **values).pk
    own = _own(essay_id, person_id)
    _move(own, EssayMove.WRITE, **values)
    return essay_id


@write()
def submit_essay(*, actor: Actor, at: datetime, essay_id: int) -> None:
    """Hand one's own essay in; what was handed in is kept as a version. The first time decides whether it is in time.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is handed in :raises Invalid: too short (of a scan the length cannot be told)
    """
    person_id = learner(actor)
    own = _own(essay_id, person_id)
    row, today = own.campaign, ledger.local_day(at)
    must_take_part(row, person_id, today)
    letters = sum(1 for letter in own.text if not letter.isspace())
    is_scan = own.paper == PaperKind.SCAN and not letters  # whoever reads it judges its length
    if not is_scan and letters < max(1, row.least_letters):
        raise Invalid(
            _("正文有 %(n)s 字，至少要 %(least)s 字") % {"n": letters, "least": max(1, row.least_letters)}, field="text"
        )
    first = own.handed_in_on is None
    _move(own, EssayMove.SUBMIT, handed_in_on=own.handed_in_on or today, changed_at=at)
    number = EssayVersion.objects.filter(essay=own).count() + 1
    EssayVersion.objects.create(essay=own, number=number, title=own.title, text=own.text, handed_in_at=at)
    if first:
        reader = people.reader_of_person(person_id)
        stands = ports.line_of(person_id, on=today)
        event = events.EssaySubmitted(
            site_id=site_of(stands, reader, actor), unit_id=stands.unit_id if stands else None,
            reader_id=reader.id if reader else None, campaign=row.pk,
            in_time=policy.is_in_time(today, row.since, row.last),
        )  # fmt: skip
        ledger.record(event, actor=actor, subject=f"learning.essay:{essay_id}", at=at)


@write()
def withdraw_essay(*, actor: Actor, at: datetime, essay_id: int) -> None:
    """Take one's own essay back before it is decided; it counts as not handed in, and the fact is reversed.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is decided, or not handed in
    """
    own = _own(essay_id, learner(actor))
    _move(own, EssayMove.WITHDRAW, handed_in_on=None, changed_at=at)
    subject = f"learning.essay:{essay_id}"
    ledger.reverse_many([subject], fact=events.EssaySubmitted.FACT, actor=actor, reason=_("本人撤回"), at=at)


@write()
def return_essay(*, actor: Actor, at: datetime, essay_id: int, remark: str) -> None:
    """Give an essay back to be written anew, with what should be better; it still counts from its first day.

    :raises NotAllowed: also for one's own :raises NotFound: :raises Conflict: :raises Invalid: no remark
    """
    row = _to_decide(actor, essay_id)
    if not remark.strip():
        raise Invalid(_("请写明退回的理由"), field="remark")
    _move(row, EssayMove.RETURN, remark=remark.strip()[:500], decided_label=actor.label, decided_at=at)


@write()
def accept_essay(*, actor: Actor, at: datetime, essay_id: int, remark: str = "") -> None:
    """Accept an essay.

    :raises NotAllowed: also for one's own :raises NotFound: :raises Conflict:
    """
    row = _to_decide(actor, essay_id)
    _move(row, EssayMove.ACCEPT, remark=remark.strip()[:500], decided_label=actor.label, decided_at=at)
    reader = people.reader_of_person(row.person_id)
    stands = ports.line_of(row.person_id, on=ledger.local_day(at))
    event = events.EssayAccepted(
        site_id=site_of(stands, reader, actor), unit_id=stands.unit_id if stands else None,
        reader_id=reader.id if reader else None, campaign=row.campaign_id,
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=f"learning.essay:{essay_id}", at=at)


def _own(essay_id: int, person_id: int) -> Essay:
    row = Essay.objects.select_related("campaign").filter(pk=essay_id, person=person_id).first()
    if row is None:
        raise NotFound(_("没有这篇心得"))
    return row


def _to_decide(actor: Actor, essay_id: int) -> Essay:
    row = Essay.objects.select_related("campaign").filter(pk=essay_id).first()
    if row is None:
        raise NotFound(_("没有这篇心得"))
    may_run(actor, row.campaign.unit_id)
    if row.person_id == actor.id:
        raise NotAllowed(_("本人的心得由别人审阅"), verb=LearningAct.RUN_CAMPAIGNS)
    return row


def _move(row: Essay, move: EssayMove, **more: object) -> None:
    target = ESSAY_MOVES.get((EssayState(row.state), move))
    if target is None or not Essay.objects.filter(pk=row.pk, state=row.state).update(state=target, **more):
        raise Conflict(_("这篇心得现在的状态不能这样做"), remedy=_("请刷新页面看现在的情况"))
