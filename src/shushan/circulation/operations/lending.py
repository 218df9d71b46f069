"""Lend: one transaction, one row, one fact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import events, policy
from shushan.circulation.eligibility import let_pass
from shushan.circulation.errors import ItemNotLendable, ItemOut, ItemOutToReader
from shushan.circulation.holds.queries import touching
from shushan.circulation.locks import one_act_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import keys, settling, weighing
from shushan.circulation.operations.loans import OpenLoan, answer, audit_override, loans_from, subject
from shushan.circulation.queries import COLUMNS
from shushan.circulation.states import LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.database.public import Prepared, insert_row, write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import public as people


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

    :raises NotAllowed: :raises NoSuchItem: :raises NoSuchReader: :raises ItemOut: :raises ItemNotLendable:
    :raises RuleRefused: a rule says no and was not set aside (subclasses name the rule)
    :raises ReasonNeeded: a rule was to be set aside for no reason :raises KeyOfAnotherAct:
    """
    actor.require(LoanAct.LEND, site_id=site_id)
    one_act_at_a_time(key=key, reader_id=reader_id, item_id=item_id)
    if told := keys.answered(key, LoanAct.LEND, item_id=item_id, reader_id=reader_id):
        return told
    known = open_loans(item_id, reader_id)
    if done := _same_act(known, item_id, reader_id, at):
        return keys.keep(key, LoanAct.LEND, answer(done, was_done=True), at)
    item = _lendable(item_id, reader_id, known)
    reader = people.reader(reader_id, at=at)
    touched = touching(item_id, item.record_id, reader_id)
    found = weighing.lending(item, reader, known, touched, site_id, at)
    override = let_pass(found.against, actor=actor, site_id=site_id, reason=override_reason)
    loan = new_loan(
        item_id=item_id, reader=reader, at=at, due_at=found.due.at, site_id=site_id, rule_id=found.rules.row.version_id
    )
    _insert(loan)
    if item.site_id != site_id:
        catalogue.move_item(item_id, to_site_id=site_id, actor=actor, at=at)
    event = lent_event(loan, item, override=override)
    ledger.record(event, actor=actor, subject=subject(loan.pk), at=at)
    settling.settle(touched, item, reader, site_id, actor=actor, at=at)
    audit_override(override, override_reason, actor, loan.pk, at)
    return keys.keep(key, LoanAct.LEND, answer(loan, due=found.due), at)


def new_loan(
    *,
    item_id: int,
    reader: people.ReaderValue,
    at: datetime,
    due_at: datetime,
    site_id: int,
    rule_id: int | None = None,
) -> Loan:
    """Return the row of a loan as it is written at lending; not yet saved. ``reader`` is asked as of ``at``.

    ``rule_id``: the version of the rule that gave the due day; None for what was not lent here.
    """
    return Loan(
        item_id=item_id,
        reader_id=reader.id,
        category=reader.category.value,
        age_band=reader.age_band,
        state=LoanState.OUT.value,
        lent_at=at,
        due_at=due_at,
        lent_site_id=site_id,
        rule_id=rule_id,
    )


def lent_event(loan: Loan, item: catalogue.ItemValue, *, override: str = "") -> events.ItemLent:
    """Return the fact of a lending."""
    return events.ItemLent(
        site_id=loan.lent_site_id,
        reader_id=loan.reader_id,
        category=loan.category,
        age_band=loan.age_band,
        clc=item.clc[:1],
        home_site=item.home_site_id,
        override=override,
    )


def open_loans(item_id: int, reader_id: int) -> list[OpenLoan]:
    """Return, in one query, the open loans of the reader and of the item, each with what the limits ask about it."""
    return [OpenLoan(loans_from([row[4:]])[0], *row[:4]) for row in _KNOWN.rows(reader_id, item_id)]


_KNOWN = Prepared(
    lambda reader_id, item_id: Loan.objects.filter(
        Q(reader_id=reader_id) | Q(item_id=item_id), state=LoanState.OUT
    ).values_list("item__kind", "item__shelf", "item__home_site_id", "item__price_fen", *COLUMNS),
    int,
    int,
)


def _same_act(known: list[OpenLoan], item_id: int, reader_id: int, at: datetime) -> Loan | None:
    for loan in (one.loan for one in known):
        if loan.item_id == item_id and loan.reader_id == reader_id and policy.is_same_act(loan.lent_at, at):
            return loan
    return None


def _lendable(item_id: int, reader_id: int, known: list[OpenLoan]) -> catalogue.ItemValue:
    item = catalogue.item(item_id)
    for refusal in against_item(item, known, reader_id):
        raise refusal
    return item


def against_item(item: catalogue.ItemValue, known: Iterable[OpenLoan], reader_id: int) -> list[Refused]:
    """Return every refusal that lies in the item itself: it is out, or not in stock. ``known``: open loans."""
    found: list[Refused] = [_is_out(one.loan.reader_id == reader_id) for one in known if one.loan.item_id == item.id]
    if item.state is not catalogue.ItemState.IN_STOCK:
        found.append(
            ItemNotLendable(_("这一册不在藏，不能外借"), rule=_("已注销或下落不明的书不外借"), remedy=_("请交编目核对"))
        )
    return found


def _is_out(is_own: bool) -> ItemOut:
    if is_own:
        return ItemOutToReader(
            _("这一册已经借给这位读者"), rule=_("一册书同时只能借给一位读者"), remedy=_("可以续借，或先还书")
        )
    return ItemOut(
        _("这一册还借在别的读者名下"),
        rule=_("一册书同时只能借给一位读者"),
        remedy=_("请先还书，再借给这位读者"),
    )


def _insert(loan: Loan) -> None:
    """Write the row; the database lets in one open loan per item, whoever came first."""
    try:
        insert_row(loan)
    except IntegrityError as error:
        if "one_open_per_item" not in str(error) and "circulation_loan.item_id" not in str(error):
            raise
        raise ItemOut(
            _("这一册刚刚在另一台借出"), rule=_("一册书同时只能借给一位读者"), remedy=_("请核对条码，或先还书")
        ) from error
