"""What a rule says, in plain words: for the staff's table, for its versions, and for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.catalogue import public as catalogue
from shushan.circulation.rules import words
from shushan.circulation.rules.policy import DepositBy, Grace, Row, Scope, Table, Terms, Unit
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.templatetags.look import called


@dataclass(frozen=True, slots=True)
class Change:
    """One version: what it changed in words, who wrote it, when, why, and when it holds."""

    row: Row
    changes: tuple[tuple[str, str, str], ...]  # label, old, new
    until: datetime | None
    is_first: bool


def items(scope: Scope) -> str:
    """Return of which items a scope speaks."""
    said = []
    if scope.kind:
        said.append(str(catalogue.kind_name(catalogue.ItemKind(scope.kind))))
    if scope.shelf:
        said.append(_("书架 %(shelf)s") % {"shelf": scope.shelf})
    if scope.site_id is not None:
        said.append(_("属于%(site)s") % {"site": called(places.site(scope.site_id))})
    return words.commas(said) or _("一般馆藏")


def sentences(terms: Terms) -> list[str]:
    """Return what terms mean for a reader, one sentence each, without what is not said."""
    said = [_("借期：%(length)s。") % {"length": words.loan(terms)}]
    if terms.most_items is not None:
        n = terms.most_items
        said.append(ngettext("同时最多借 %(n)s 册。", "同时最多借 %(n)s 册。", n) % {"n": n})
    if not terms.on_site:
        said.append(_("续借：%(said)s。") % {"said": words.renewals(terms)})
        said += _of_renewals(terms)
    said.append(late(terms))
    if terms.home_only:
        said.append(_("请还到书所属的馆区；还到别处也收下，但要先送回去。"))
    if not terms.may_hold:
        said.append(_("不能预约。"))
    if terms.deposit is DepositBy.FIXED:
        said.append(_("要交押金 %(yuan)s 元。") % {"yuan": words.yuan(terms.deposit_fen)})
    elif terms.deposit is DepositBy.PRICE:
        said.append(_("押金要够在借图书的价格。"))
    return said


def late(terms: Terms) -> str:
    """Return what being late costs, in one sentence."""
    said = []
    if terms.fine_fen:
        said.append(_fine(terms))
    if terms.suspend_days:
        n = terms.suspend_days
        said.append(ngettext("每逾期一天停借 %(n)s 天", "每逾期一天停借 %(n)s 天", n) % {"n": n})
        if terms.suspend_grace:
            said.append(_("头 %(n)s 天不停借") % {"n": terms.suspend_grace})
        if terms.suspend_cap is not None:
            said.append(_("停借最多 %(n)s 天") % {"n": terms.suspend_cap})
    if not said:
        return _("逾期不收费，但还清以前不能再借。")
    if not terms.counts_closed:
        said.append(_("闭馆日不算"))
    return _("逾期：%(said)s。") % {"said": words.commas(said)}


def history(table: Table, number: int) -> list[Change]:
    """Return the versions of a rule, the last written first, each against the one written before it."""
    rows = [row for row in table.rows if row.number == number]
    found = []
    for n, row in enumerate(rows):
        before = rows[n - 1] if n else None
        found.append(Change(row, _changes(before, row) if before else (), row.valid_until, n == 0))
    return found[::-1]


def labelled(labels: Mapping[str, object], changes: Sequence[tuple[str, str, str]]) -> list[tuple[object, str, str]]:
    """Return changes under the labels of the form."""
    return [(labels.get(name, name), old, new) for name, old, new in changes]


def _changes(old: Row, new: Row) -> tuple[tuple[str, str, str], ...]:
    names = [one.name for one in fields(Terms) if getattr(old.terms, one.name) != getattr(new.terms, one.name)]
    found = [(name, _value(name, old.terms), _value(name, new.terms)) for name in names]
    for name in ("name", "name_en"):
        if getattr(old, name) != getattr(new, name):
            found.append((name, getattr(old, name), getattr(new, name)))
    return tuple(found)


def _value(name: str, terms: Terms) -> str:
    from shushan.circulation.rules.web.forms import BASES, DEPOSITS, GRACES, UNITS

    value = getattr(terms, name)
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    chosen = {"loan_unit": UNITS, "renewal_base": BASES, "grace_reading": GRACES, "deposit": DEPOSITS}.get(name)
    if chosen is not None:
        return str(chosen[value])  # type: ignore[index]
    return words.yuan(value) if name.endswith("_fen") else str(value)


def _fine(terms: Terms) -> str:
    each = {"yuan": words.yuan(terms.fine_fen)}
    is_hours = terms.loan_unit is Unit.HOURS
    said = [_("每小时 %(yuan)s 元") % each if is_hours else _("每天 %(yuan)s 元") % each]
    if terms.grace:
        grace = words.length(terms.grace, Unit.HOURS if is_hours else Unit.DAYS)
        forgives = terms.grace_reading is Grace.FORGIVES
        said.append(
            _("头 %(length)s不计") % {"length": grace} if forgives else _("%(length)s内还不收") % {"length": grace}
        )
    if terms.fine_cap_fen is not None:
        said.append(_("每册最多 %(yuan)s 元") % {"yuan": words.yuan(terms.fine_cap_fen)})
    if terms.caps_at_price:
        said.append(_("不超过这一册的书价"))
    return words.commas(said)


def _of_renewals(terms: Terms) -> list[str]:
    said = []
    if terms.most_renewals and terms.renew_days_before is not None:
        n = terms.renew_days_before
        said.append(ngettext("到期前 %(n)s 天起可以续借。", "到期前 %(n)s 天起可以续借。", n) % {"n": n})
    if terms.most_renewals and terms.renews_itself:
        said.append(_("没有人等的书，到期日自动续借。"))
    return said


def when(at: datetime) -> str:
    """Return a local instant, or "since ever"."""
    return _("从来") if at.year < 1990 else ledger.local_minute(at)
