"""What rules say, in plain words, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.policy import Row, Terms, Unit
from shushan.circulation.rules.terms import RuleName


def called(name: str, name_en: str) -> str:
    """Return a name in the language of the page; Chinese where there is no English one."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


def numbered(row: Row | RuleName) -> str:
    """Return the number and the name of a row."""
    return _("第 %(number)s 号规则：%(name)s") % {"number": row.number, "name": called(row.name, row.name_en)}


def marked(row: Row | RuleName) -> str:
    """Return number and name of a row in the brackets of the language, to stand behind what the rule says."""
    return _("〔%(rule)s〕") % {"rule": numbered(row)}


def loan(terms: Terms) -> str:
    """Return how long one may keep what is lent."""
    if terms.on_site:
        return _("馆内阅览，当天闭馆前还")
    if terms.loan_unit is Unit.UNTIL:
        return _("借到 %(day)s 为止") % {"day": day(terms.loan_until)}
    return length(terms.loan_length, terms.loan_unit)


def length(count: int, unit: Unit) -> str:
    """Return a length in its unit."""
    if unit is Unit.HOURS:
        return ngettext("%(n)s 小时", "%(n)s 小时", count) % {"n": count}
    if unit is Unit.MONTHS:
        return ngettext("%(n)s 个月", "%(n)s 个月", count) % {"n": count}
    return ngettext("%(n)s 天", "%(n)s 天", count) % {"n": count}


def renewals(terms: Terms) -> str:
    """Return how often and by how much one may renew."""
    if not terms.most_renewals:
        return _("不能续借")
    times = ngettext("可续借 %(n)s 次", "可续借 %(n)s 次", terms.most_renewals) % {"n": terms.most_renewals}
    return _("%(times)s，每次 %(length)s") % {"times": times, "length": length(terms.renewal_length, terms.loan_unit)}


def due(found: Due, card_expires_on: date | None = None) -> str:
    """Return how a due day was moved or cut, or nothing when it is the plain end."""
    said = []
    if found.was_moved:
        said.append(_("%(plain)s 闭馆，移到 %(day)s") % {"plain": day(found.counted_on), "day": day(found.open_on)})
    if found.was_cut and card_expires_on is not None:
        said.append(_("读者证 %(day)s 到期，到此为止") % {"day": day(card_expires_on)})
    elif found.was_cut:
        said.append(_("读者证先到期，到 %(day)s 为止") % {"day": day(found.due_on)})
    return semicolons(said)


def is_timed(at: datetime, zone: tzinfo) -> bool:
    """Say whether an end is an hour of its day and not the day's last second."""
    return at.astimezone(zone).time().replace(microsecond=0) != time(23, 59, 59)


def end(at: datetime, zone: tzinfo) -> str:
    """Return when a loan ends: the day, and the hour where it ends before its day does."""
    return date_format(at.astimezone(zone), "Y-m-d H:i" if is_timed(at, zone) else "Y-m-d")


def lateness(late: Lateness) -> str:
    """Return what being late costs."""
    n = late.late
    said = [
        ngettext("逾期 %(n)s 小时", "逾期 %(n)s 小时", n) % {"n": n}
        if late.is_hours
        else ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", n) % {"n": n}
    ]
    if late.fine_fen:
        said.append(_("滞纳金 %(yuan)s 元") % {"yuan": yuan(late.fine_fen)})
    if late.suspension_days:
        off = late.suspension_days
        said.append(ngettext("停借 %(n)s 天", "停借 %(n)s 天", off) % {"n": off})
    if late.costs_nothing:
        said.append(_("不收费，不停借"))
    return commas(said)


def commas(parts: Sequence[str]) -> str:
    """Join parts of a sentence by the comma of the language."""
    return str(_("，")).join(parts)


def semicolons(parts: Sequence[str]) -> str:
    """Join clauses by the semicolon of the language."""
    return str(_("；")).join(parts)


def yuan(fen: int) -> str:
    """Return an amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def day(on: date | None) -> str:
    """Return a day as pages print it."""
    return date_format(on, "Y-m-d") if on else ""
