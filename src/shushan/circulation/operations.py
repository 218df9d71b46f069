"""Lend, return, renew: each one transaction, one move, one fact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import events, policy
from shushan.circulation.eligibility import good_reader, may_borrow, may_renew
from shushan.circulation.errors import ItemNotLendable, ItemOut, NoSuchLoan, NotOnLoan, RuleRefused
from shushan.circulation.models import Loan
from shushan.circulation.queries import open_loan_of, rules_for
from shushan.circulation.states import LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@write()
def lend(
    *,
    actor: Actor,
    at: datetime,
    item_id: int,
    reader_id: int,
    site_id: int,
    override_reason: str = "",
    key: UUID | None = None,
) -> Lent:
    """Lend one item to one reader at a site. The same act again (same key, or within seconds) is answered, not doubled.

    :raises NotAllowed: :raises NoSuchItem: :raises ItemOut: :raises ItemNotLendable:
    :raises RuleRefused: a rule says no and no override was given (subclasses name the rule)
    """
    actor.require(LoanAct.LEND, site_id=site_id)
    if key is not None and (done := Loan.objects.filter(key=key).first()):
        return _answer(done, was_done=True)
    item = catalogue.item(item_id)
    standing = open_loan_of(item_id)
    if standing is not None:
        if standing.reader_id == reader_id and policy.is_same_act(standing.lent_at, at):
            return _answer(standing, was_done=True)
        _refuse_out(standing, reader_id)
    if item.state is not catalogue.ItemState.IN_STOCK:
        raise ItemNotLendable(_("这一册不在藏，不能外借"), remedy=_("请交编目处理"))
    reader = people.reader(reader_id, at=at)
    rules = rules_for(reader.category, at=at)
    zone = ledger.zone()
    due_dates = list(Loan.objects.filter(reader_id=reader_id, state=LoanState.OUT).values_list("due_at", flat=True))
    latest = min((policy.days_left(due, at, zone) for due in due_dates), default=None)
    override = ""
    try:
        may_borrow(reader, rules, held=len(due_dates), latest_days=latest, at=at, zone=zone)
    except RuleRefused as refusal:
        override = _overridden(refusal, actor, site_id, override_reason)
    calendar = places.calendar(site_id)
    due = policy.due_at(
        at.astimezone(zone).date(), rules.loan_days, next_open_day=calendar.open_day_on_or_after, zone=zone
    )
    band = people.age_band(reader.birth_on, at.astimezone(zone).date())
    loan = Loan(
        item_id=item_id, reader_id=reader_id, category=reader.category, age_band=band, lent_at=at, due_at=due,
        lent_site_id=site_id, key=key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            loan.save(force_insert=True)
    except IntegrityError as error:  # the other desk was first
        other = open_loan_of(item_id)
        if other is None:
            raise
        raise ItemOut(_("这一册刚刚在另一台借出"), remedy=_("请核对条码，或先还书")) from error
    if item.site_id != site_id:
        catalogue.move_item(item_id, to_site_id=site_id, actor=actor, at=at)
    event = events.ItemLent(
        site_id=site_id,
        reader_id=reader_id,
        category=reader.category,
        age_band=band,
        clc=item.clc[:1],
        override=override,
    )
    ledger.record(event, actor=actor, subject=f"circulation.loan:{loan.pk}", at=at)
    _audit(override, override_reason, actor, loan.pk, at)
    return _answer(loan)


@write()
def return_item(*, actor: Actor, at: datetime, item_id: int, site_id: int) -> Lent:
    """Take an item back at a site, which may be another than where it was lent (通还).

    :raises NotAllowed: :raises NoSuchItem: :raises NotOnLoan: it is not out (a double scan within seconds is answered)
    """
    actor.require(LoanAct.RETURN, site_id=site_id)
    loan = open_loan_of(item_id)
    if loan is None:
        last = Loan.objects.filter(item_id=item_id).order_by("-pk").first()
        if last is not None and last.back_at and policy.is_same_act(last.back_at, at):
            return _answer(last, was_done=True, came_from=last.lent_site_id)
        catalogue.item(item_id)
        raise NotOnLoan(_("这一册没有借出，不用还"), remedy=_("请核对条码；如果书是架上取来的，放回书架即可"))
    moved = Loan.objects.filter(pk=loan.pk, state=LoanState.OUT).update(
        state=LoanState.BACK, back_at=at, return_site_id=site_id
    )
    if not moved:
        raise Conflict(_("这一册刚刚在另一台还回"), remedy=_("请刷新后再看"))
    item = catalogue.item(item_id)
    if item.site_id != site_id:
        catalogue.move_item(item_id, to_site_id=site_id, actor=actor, at=at)
    event = returned_event(loan, site_id=site_id, at=at, clc=item.clc)
    ledger.record(event, actor=actor, subject=f"circulation.loan:{loan.pk}", at=at)
    loan.back_at, loan.return_site_id = at, site_id
    return _answer(loan, came_from=loan.lent_site_id)


def returned_event(loan: Loan, *, site_id: int, at: datetime, clc: str) -> events.ItemReturned:
    """Return the fact of a return; days late only when it was late."""
    late = -policy.days_left(loan.due_at, at, ledger.zone())
    return events.ItemReturned(
        site_id=site_id,
        reader_id=loan.reader_id,
        category=loan.category,
        age_band=loan.age_band,
        clc=clc[:1],
        from_site=loan.lent_site_id if loan.lent_site_id != site_id else None,
        days_late=late if late > 0 else None,
    )


@write()
def renew(*, actor: Actor, at: datetime, loan_id: int, override_reason: str = "") -> Lent:
    """Renew an open loan, by the reader themselves or at the desk.

    :raises NotAllowed: :raises NoSuchLoan: not open :raises RuleRefused: a rule says no (subclasses name the rule)
    """
    loan = Loan.objects.filter(pk=loan_id, state=LoanState.OUT).first()
    if loan is None or loan.reader_id is None:
        raise NoSuchLoan(_("没有这笔借书，或已经还回"), remedy=_("请刷新后再看"))
    reader = people.reader(loan.reader_id, at=at)
    if actor.kind is ActorKind.READER:
        actor.require(LoanAct.RENEW_OWN)
        if actor.id != reader.person_id:
            raise NoSuchLoan(_("没有这笔借书，或已经还回"), remedy=_("请刷新后再看"))
    else:
        actor.require(LoanAct.RENEW, site_id=loan.lent_site_id)
    rules, zone, override = rules_for(reader.category, at=at), ledger.zone(), ""
    try:
        good_reader(reader, at, zone)
        may_renew(loan, rules, at=at, zone=zone)
    except RuleRefused as refusal:
        override = _overridden(refusal, actor, loan.lent_site_id, override_reason)
    due = policy.renewed_due_at(
        loan.due_at, at.astimezone(zone).date(), rules.renewal_days,
        next_open_day=places.calendar(loan.lent_site_id).open_day_on_or_after, zone=zone,
    )  # fmt: skip
    moved = Loan.objects.filter(pk=loan_id, state=LoanState.OUT, renewals=loan.renewals, due_at=loan.due_at).update(
        renewals=F("renewals") + 1, due_at=due, renewed_at=at
    )
    if not moved:
        raise Conflict(_("这笔借书刚刚在别处处理过"), remedy=_("请刷新后再看"))
    clc = catalogue.item(loan.item_id).clc
    event = events.LoanRenewed(
        site_id=loan.lent_site_id, reader_id=loan.reader_id, category=loan.category, age_band=loan.age_band,
        clc=clc[:1], override=override,
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=f"circulation.loan:{loan_id}", at=at)
    _audit(override, override_reason, actor, loan_id, at)
    loan.due_at = due
    return _answer(loan)


@write()
def anonymise_loans(*, actor: Actor, at: datetime, before: datetime) -> int:
    """Cut the reader from loans that came back before an instant; return how many. Facts keep their pseudonym.

    :raises NotAllowed:
    """
    actor.require(LoanAct.OVERRIDE)
    return Loan.objects.filter(state=LoanState.BACK, back_at__lt=before, reader__isnull=False).update(reader=None)


def _overridden(refusal: RuleRefused, actor: Actor, site_id: int, reason: str) -> str:
    """Return the code of the rule that is overridden, or raise the refusal."""
    if not reason or not refusal.override or not actor.may(refusal.override, site_id=site_id):
        raise refusal
    if len(reason.strip()) < 2:
        raise Invalid(_("请写明为什么放行"), field="override_reason") from refusal
    return refusal.code.partition(".")[2]


def _audit(override: str, reason: str, actor: Actor, loan_id: int, at: datetime) -> None:
    if override:
        note = f"{override}: {reason.strip()}"
        audit.looked(actor=actor, act=LoanAct.OVERRIDE, subject=f"circulation.loan:{loan_id}", at=at, note=note)


def _refuse_out(standing: Loan, reader_id: int) -> None:
    if standing.reader_id == reader_id:
        raise ItemOut(_("这一册已经借给这位读者"), remedy=_("可以续借，或先还书"))
    raise ItemOut(_("这一册还借在别的读者名下"), remedy=_("请先还书，再借给这位读者"))


def _answer(loan: Loan, *, was_done: bool = False, came_from: int | None = None) -> Lent:
    site = loan.return_site_id or loan.lent_site_id
    return Lent(loan.pk, loan.item_id, loan.reader_id, loan.due_at, site, was_done, came_from)
