"""Campaigns: set up, list works, sign up, say what one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.learning import events, policy, ports
from shushan.learning.errors import NotInCampaign
from shushan.learning.models import Campaign, CampaignWork, Essay, Reading, SignUp
from shushan.learning.scoping import learner, require_at
from shushan.learning.terms import Category, LearningAct
from shushan.ledger import public as ledger
from shushan.people import public as people


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign says. ``last`` is its last day; ``category`` is what at least so many ``works`` must be ("": any)."""

    name: str
    since: date
    last: date
    unit_id: int | None
    name_en: str = ""
    about: str = ""
    category: str = ""
    works: int = 1
    essays: int = 1
    least_letters: int = 0
    is_open: bool = True


@write()
def save_campaign(*, actor: Actor, at: datetime, said: CampaignPlan, campaign_id: int | None = None) -> int:
    """Set up a campaign, or write it anew, and return its id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: another has this name
    """
    may_run(actor, said.unit_id)
    if not said.name.strip():
        raise Invalid(_("请填写名称"), field="name")
    if said.last < said.since:
        raise Invalid(_("最后一天不能早于第一天"), field="last", rule=_("起止两天都算在内"))
    if not said.works and not said.essays:
        raise Invalid(_("至少要求读一种书或写一篇心得"), field="works")
    row = {
        "name": said.name.strip()[:120], "name_en": said.name_en.strip()[:160], "about": said.about.strip()[:4000],
        "since": said.since, "last": said.last, "unit_id": said.unit_id, "category": said.category,
        "works": said.works, "essays": said.essays, "least_letters": said.least_letters, "is_open": said.is_open,
    }  # fmt: skip
    if Campaign.objects.filter(name=row["name"]).exclude(pk=campaign_id or 0).exists():
        raise Conflict(_("已有同名的活动"), remedy=_("请换一个名称"))
    if campaign_id is None:
        return Campaign.objects.create(**row, made_label=actor.label, made_at=at).pk
    held = campaign_row(campaign_id)
    may_run(actor, held.unit_id)
    Campaign.objects.filter(pk=campaign_id).update(**row)
    return campaign_id


@write()
def list_work(*, actor: Actor, campaign_id: int, record_id: int, category: Category) -> int:
    """Put a work of the catalogue on a campaign's list and return the line's id.

    :raises NotAllowed: :raises NotFound: no such campaign or record :raises Conflict: it is on the list
    """
    may_run(actor, campaign_row(campaign_id).unit_id)
    catalogue.record(record_id)
    try:
        with transaction.atomic():
            return CampaignWork.objects.create(campaign_id=campaign_id, record_id=record_id, category=category).pk
    except IntegrityError as error:
        raise Conflict(_("书单里已经有这种书")) from error


@write()
def drop_work(*, actor: Actor, work_id: int) -> None:
    """Take a work off a campaign's list.

    :raises NotAllowed: :raises NotFound: :raises Conflict: somebody read it for the campaign
    """
    row = CampaignWork.objects.select_related("campaign").filter(pk=work_id).first()
    if row is None:
        raise NotFound(_("书单里没有这种书"))
    may_run(actor, row.campaign.unit_id)
    if Reading.objects.filter(work=row).exists() or Essay.objects.filter(work=row).exists():
        raise Conflict(_("已经有人读了这种书，不能从书单里拿掉"))
    row.delete()


@write()
def sign_up(*, actor: Actor, at: datetime, campaign_id: int) -> None:
    """Take part in a campaign for readers; a second time changes nothing.

    :raises NotAllowed: :raises NotFound: :raises NotInCampaign: it is for a roster, closed, or over
    """
    person_id = learner(actor)
    row = campaign_row(campaign_id)
    if row.unit_id is not None:
        raise NotInCampaign(_("这项活动按名册参加，不用报名"))
    if not row.is_open or ledger.local_day(at) > row.last:
        raise NotInCampaign(_("报名已经结束"), remedy=_("请看看别的活动"))
    SignUp.objects.get_or_create(campaign=row, person_id=person_id, defaults={"at": at})


@write()
def say_read(*, actor: Actor, at: datetime, work_id: int, read_on: date, note: str = "") -> int:
    """Say that one finished a work of a campaign on a day and return the reading's id.

    It is in time when the day lies in the campaign and it is said by the campaign's last day; else it is kept as late.

    :raises NotAllowed: :raises NotFound: :raises NotInCampaign: :raises Invalid: a day to come
    :raises Conflict: it is said already
    """
    person_id = learner(actor)
    work = CampaignWork.objects.select_related("campaign").filter(pk=work_id).first()
    if work is None:
        raise NotFound(_("书单里没有这种书"))
    today = ledger.local_day(at)
    must_take_part(work.campaign, person_id, today)
    if read_on > today:
        raise Invalid(_("读完的日期不能晚于今天"), field="read_on")
    try:
        with transaction.atomic():
            made = Reading.objects.create(
                work=work, person_id=person_id, read_on=read_on, said_at=at, note=note.strip()[:300]
            )
    except IntegrityError as error:
        raise Conflict(_("这种书已经登记过"), remedy=_("如登记有误，请先撤回")) from error
    in_time = policy.is_in_time(read_on, work.campaign.since, work.campaign.last) and today <= work.campaign.last
    reader = people.reader_of_person(person_id)
    stands = ports.line_of(person_id, on=today)
    event = events.WorkRead(
        site_id=site_of(stands, reader, actor), unit_id=stands.unit_id if stands else None,
        reader_id=reader.id if reader else None, campaign=work.campaign_id, category=work.category, in_time=in_time,
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=f"learning.reading:{made.pk}", at=at)
    return made.pk


@write()
def take_back_reading(*, actor: Actor, at: datetime, reading_id: int) -> None:
    """Take back what one said to have read; the fact is reversed.

    :raises NotAllowed: :raises NotFound: there is none of one's own
    """
    row = Reading.objects.filter(pk=reading_id, person=learner(actor)).first()
    if row is None:
        raise NotFound(_("没有这条读书记录"))
    subject = f"learning.reading:{reading_id}"
    ledger.reverse_many([subject], fact=events.WorkRead.FACT, actor=actor, reason=_("本人撤回"), at=at)
    row.delete()


def campaign_row(campaign_id: int) -> Campaign:
    """Return a campaign's row.

    :raises NotFound:
    """
    row = Campaign.objects.filter(pk=campaign_id).first()
    if row is None:
        raise NotFound(_("没有这项活动"))
    return row


def must_take_part(row: Campaign, person_id: int, today: date) -> None:
    """Pass in silence, or refuse.

    :raises NotInCampaign: the campaign is closed or has not begun, or the person is neither on its roster nor signed up
    """
    if not row.is_open or today < row.since:
        raise NotInCampaign(
            _("活动还没有开始，或已经关闭"),
            rule=_("%(since)s 至 %(last)s，两天都算在内") % {"since": row.since, "last": row.last},
        )
    if row.unit_id is None:
        if not SignUp.objects.filter(campaign=row, person=person_id).exists():
            raise NotInCampaign(_("请先报名"), remedy=_("在活动页点“我要参加”"))
    elif not any(line.person_id == person_id for line in ports.roster(row.unit_id, on=min(today, row.last))):
        raise NotInCampaign(_("您不在这项活动的名册上"), remedy=_("如有不符，请与组织者核对名册"))


def site_of(stands: ports.RosterLine | None, reader: people.ReaderValue | None, actor: Actor) -> int | None:
    """Return the site at which something of a person counts: of the roster, the reader's home, where they stand."""
    if stands is not None and stands.site_id is not None:
        return stands.site_id
    return reader.home_site_id if reader is not None else actor.site_id


def may_run(actor: Actor, unit_id: int | None) -> None:
    """Pass in silence for whoever runs campaigns of a unit (None: for readers), or refuse.

    :raises NotAllowed:
    """
    if unit_id is None:
        actor.require_somewhere(LearningAct.RUN_CAMPAIGNS)
    else:
        require_at(actor, LearningAct.RUN_CAMPAIGNS, unit_id)
