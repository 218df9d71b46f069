"""Write the table of rules. Nothing is overwritten: a change is a new version with its own validity."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.circulation.locks import one_rule_at_a_time
from shushan.circulation.rules import checking
from shushan.circulation.rules.errors import NoSuchRule, ScopeTaken
from shushan.circulation.rules.first import GROUND
from shushan.circulation.rules.models import LendingRule, LendingRuleVersion
from shushan.circulation.rules.policy import Scope, Terms
from shushan.circulation.rules.queries import columns_of, table
from shushan.circulation.rules.terms import RuleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid

NOTE: Final = 200


@write()
def add_rule(
    *,
    actor: Actor,
    at: datetime,
    scope: Scope,
    terms: Terms,
    name: str,
    name_en: str = "",
    valid_from: datetime,
    valid_until: datetime | None = None,
    note: str,
) -> int:
    """Add a rule for a scope and return its number.

    :raises NotAllowed: a grant at one site covers the rows of that site only
    :raises ScopeTaken: there is a rule for this scope :raises Invalid: a value out of bounds, or one that begins in
        the past
    """
    actor.require(RuleAct.SET, site_id=scope.site_id)
    one_rule_at_a_time()
    checking.check_scope(scope)
    where: dict[str, Any] = asdict(scope)
    taken = LendingRule.objects.filter(**where).first()
    if taken is not None:
        raise _taken(taken.number)
    number = (LendingRule.objects.aggregate(most=Max("number"))["most"] or 0) + 1
    try:
        with transaction.atomic():
            rule = LendingRule.objects.create(number=number, **where)
    except IntegrityError as error:
        raise _taken(0) from error
    _write(rule, actor, at, terms, name, name_en, valid_from, valid_until, note)
    return number


@write()
def change_rule(
    *,
    actor: Actor,
    at: datetime,
    number: int,
    terms: Terms,
    name: str,
    name_en: str = "",
    valid_from: datetime,
    valid_until: datetime | None = None,
    note: str,
) -> int:
    """Give a rule another version from an instant on and return the version's id; the past keeps what it had.

    :raises NotAllowed: :raises NoSuchRule: :raises Invalid:
    """
    rule = _rule(number)
    actor.require(RuleAct.SET, site_id=rule.site_id)
    one_rule_at_a_time()
    return _write(rule, actor, at, terms, name, name_en, valid_from, valid_until, note)


@write()
def end_rule(*, actor: Actor, at: datetime, number: int, ends_at: datetime, note: str) -> int:
    """End a rule at an instant and return the version's id; it can be given a new version later.

    :raises NotAllowed: :raises NoSuchRule: :raises Invalid: the rule for everyone never ends
    """
    rule = _rule(number)
    actor.require(RuleAct.SET, site_id=rule.site_id)
    if number == GROUND:
        raise Invalid(_("基本规则不能停用：没有更细的规则时要靠它"), remedy=_("可以改它的内容"))
    one_rule_at_a_time()
    last = next(row for row in reversed(table().rows) if row.number == number)
    return _write(rule, actor, at, last.terms, last.name, last.name_en, ends_at, None, note, is_ended=True)


def _write(
    rule: LendingRule,
    actor: Actor,
    at: datetime,
    terms: Terms,
    name: str,
    name_en: str,
    valid_from: datetime,
    valid_until: datetime | None,
    note: str,
    *,
    is_ended: bool = False,
) -> int:
    checking.check_validity(valid_from, valid_until, at)
    checking.check_words(name, name_en, note)
    checking.check_terms(terms, is_ground=rule.number == GROUND)
    made = LendingRuleVersion.objects.create(
        rule=rule,
        name=" ".join(name.split()),
        name_en=" ".join(name_en.split()),
        valid_from=valid_from,
        valid_until=valid_until,
        is_ended=is_ended,
        set_at=at,
        set_by=actor.label[:60],
        note=" ".join(note.split())[:NOTE],
        **columns_of(terms),
    )
    return made.pk


def _rule(number: int) -> LendingRule:
    found = LendingRule.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchRule(_("没有第 %(number)s 号规则") % {"number": number}, remedy=_("请回到规则表"))
    return found


def _taken(number: int) -> ScopeTaken:
    return ScopeTaken(
        _("这个范围已经有第 %(number)s 号规则") % {"number": number},
        rule=_("一个范围只有一条规则，所以两条规则不会打架"),
        remedy=_("请改那一条，或换一个范围"),
    )
