"""What a rule may say: bounds that keep a slip of the keyboard from closing the library."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from shushan.catalogue.public import ItemKind
from shushan.circulation.rules.policy import DepositBy, Scope, Terms, Unit
from shushan.kernel.errors import Invalid
from shushan.people.public import ReaderCategory

LONGEST: Final = {Unit.HOURS: 24 * 14, Unit.DAYS: 730, Unit.MONTHS: 24, Unit.UNTIL: 730}  # of a loan, in its unit
COUNT: Final = 1000  # items, renewals, days
MONEY: Final = 100_000_00  # fen
SHELF: Final = 40


def check_scope(scope: Scope) -> None:
    """Refuse a scope that speaks of nothing known. :raises Invalid:"""
    if scope.category and scope.category not in set(ReaderCategory):
        raise Invalid(_("没有这类读者"), field="category")
    if scope.kind and scope.kind not in set(ItemKind):
        raise Invalid(_("没有这种文献类型"), field="kind")
    if len(scope.shelf) > SHELF or scope.shelf != " ".join(scope.shelf.split()):
        raise Invalid(_("书架号太长，或含有多余的空格"), field="shelf")


def check_validity(valid_from: datetime, valid_until: datetime | None, at: datetime) -> None:
    """Refuse what would change the past, or never hold. :raises Invalid:"""
    if valid_from < at:
        raise Invalid(_("生效时刻不能早于现在：过去的日子按当时的规则评判"), field="valid_from")
    if valid_until is not None and valid_until <= valid_from:
        raise Invalid(_("截止要在生效以后"), field="valid_until")


def check_words(name: str, name_en: str, note: str) -> None:
    """Refuse a nameless rule and a change for no reason. :raises Invalid:"""
    if not 1 <= len(name.strip()) <= 40:
        raise Invalid(_("请给规则起一个不超过 40 字的名称"), field="name")
    if len(name_en.strip()) > 80:
        raise Invalid(_("英文名称太长"), field="name_en")
    if not note.strip():
        raise Invalid(_("请写明为什么改"), field="note")


def check_terms(terms: Terms, *, is_ground: bool) -> None:
    """Refuse terms out of bounds, or that contradict each other. :raises Invalid: with the field"""
    _lengths(terms)
    _amounts(terms)
    if terms.on_site and terms.most_renewals:
        raise Invalid(_("馆内阅览不能续借，请填 0"), field="most_renewals")
    if is_ground and terms.most_items is None:
        raise Invalid(_("基本规则要写总的册数上限"), field="most_items")
    if is_ground and terms.loan_unit not in (Unit.DAYS, Unit.MONTHS):
        raise Invalid(_("基本规则按天或按月计"), field="loan_unit")


def _lengths(terms: Terms) -> None:
    most = LONGEST[terms.loan_unit]
    for name in ("loan_length", "renewal_length"):
        if not 1 <= getattr(terms, name) <= most:
            raise Invalid(_("要在 1 和 %(most)s 之间") % {"most": most}, field=name)
    if (terms.loan_unit is Unit.UNTIL) != (terms.loan_until is not None):
        raise Invalid(_("固定到期日：选了这种借期才填日子，也必须填"), field="loan_until")


def _amounts(terms: Terms) -> None:
    counts = (
        "most_renewals", "renew_days_before", "most_items", "overdue_allowed", "grace", "suspend_days", "suspend_grace",
        "suspend_cap", "most_holds",
    )  # fmt: skip
    for name in counts:
        value = getattr(terms, name)
        if value is not None and not 0 <= value <= COUNT:
            raise Invalid(_("要在 0 和 %(most)s 之间") % {"most": COUNT}, field=name)
    for name in ("fine_fen", "fine_cap_fen", "deposit_fen"):
        value = getattr(terms, name)
        if value is not None and not 0 <= value <= MONEY:
            raise Invalid(_("金额不在允许的范围内"), field=name)
    if terms.hold_shelf_days is not None and not 1 <= terms.hold_shelf_days <= 60:
        raise Invalid(_("要在 1 和 %(most)s 之间") % {"most": 60}, field="hold_shelf_days")
    if (terms.deposit is DepositBy.FIXED) != (terms.deposit_fen > 0):
        raise Invalid(_("固定金额的押金要写金额，其他的不写"), field="deposit_fen")
