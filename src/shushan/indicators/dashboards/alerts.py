"""What waits for somebody, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shushan.indicators.dashboards.terms import Alert, AlertKind, DoorLine
from shushan.indicators.duties import queries as duties
from shushan.indicators.duties.telling import trouble
from shushan.indicators.options import SIGN_BY_DAY
from shushan.indicators.states import FROZEN, ValueState
from shushan.indicators.terms import PeriodKind
from shushan.indicators.values.models import LateNotice, SignedValue
from shushan.jobs import public as jobs
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.options import public as options

KEPT = 300  # seconds that the count of duties in trouble may be old
NEAR = 5  # days before the deadline of signing from which what is unsigned is told
BEHIND = 6  # months that are looked back to learn which figures are signed month by month


def alerts(
    *, at: datetime, site_id: int | None = None, unit_ids: Iterable[int] | None = None, doors: Iterable[DoorLine] = ()
) -> list[Alert]:
    """Return what waits: of the library, of a site, or of a branch; kinds of which nothing waits stay in with 0."""
    scope = Q() if site_id is None else Q(site_ids=[site_id])
    waiting = (ValueState.DRAFT, ValueState.CHECKED, ValueState.SIGNED)
    found = SignedValue.objects.filter(scope, state__in=waiting).values_list("state").annotate(Count("pk")).order_by()
    by_state = dict(found)
    steps = (
        (AlertKind.TO_CHECK, ValueState.DRAFT),
        (AlertKind.TO_SIGN, ValueState.CHECKED),
        (AlertKind.TO_APPROVE, ValueState.SIGNED),
    )
    late = LateNotice.objects.filter(Q() if site_id is None else Q(value__site_ids=[site_id]), decision="").count()
    troubled, lacking = _duties(at, site_id, None if unit_ids is None else tuple(sorted(unit_ids)))
    gates = list(doors)
    silent = [one.name or _("手工计数") for one in gates if one.is_silent]
    told = [
        *(Alert(kind, by_state.get(state, 0)) for kind, state in steps),
        unsigned(at=at, scope=scope),
        Alert(AlertKind.LATE, late, is_pressing=late > 0),
        Alert(AlertKind.TROUBLE, troubled, is_pressing=troubled > 0),
        Alert(AlertKind.LACKING, lacking),
    ]
    if gates:
        told.append(Alert(AlertKind.SILENT, len(silent), "、".join(list(dict.fromkeys(silent))[:3]), bool(silent)))
    if site_id is None and unit_ids is None:
        told += _of_the_house()
    return told


def _of_the_house() -> list[Alert]:
    """Return what only the whole library is told: acts that had no effect yet, what the last examination found."""
    told = []
    if stuck := len(ledger.failed_deliveries()):
        told.append(Alert(AlertKind.STUCK, stuck, is_pressing=True))
    if last := jobs.examination():
        note = _("%(at)s 查了 %(n)s 项") % {"at": ledger.local_minute(last.at), "n": last.asked}
        told.append(Alert(AlertKind.WRONG, last.wrong, note, last.wrong > 0, last.job_id))
    return told


def unsigned(*, at: datetime, scope: Q | None = None) -> Alert:
    """Return how many figures of last month nobody signed yet, though the months before were, near the day set for it."""
    today = ledger.local_day(at)
    until = today.replace(day=1)
    since = add_months(until, -1)
    deadline = _deadline(until, options.get(SIGN_BY_DAY, at=at))
    rows = SignedValue.objects.filter(
        scope or Q(), period=PeriodKind.MONTH, state__in=sorted(FROZEN), until__lte=until, until__gt=add_months(since, -BEHIND)
    ).values_list("code", "until", "site_ids", "unit_ids", "dims")  # fmt: skip
    usual: set[tuple[str, str]] = set()
    signed: set[tuple[str, str]] = set()
    for code, last, *where in rows:
        (signed if last == until else usual).add((code, str(where)))
    left = len(usual - signed)
    days = (deadline - today).days
    if not left or days > NEAR:
        return Alert(AlertKind.UNSIGNED, 0)
    note = (
        _("%(month)s，限 %(day)s 前签认")
        if days >= 0
        else _("%(month)s，已过期限 %(day)s")
    )  # fmt: skip
    return Alert(AlertKind.UNSIGNED, left, note % {"month": f"{since:%Y-%m}", "day": deadline.isoformat()}, days < 0)


def _deadline(first: date, day: int) -> date:
    """Return the day of a month, its last one where the month is shorter."""
    return min(first + timedelta(days=day - 1), add_months(first, 1) - timedelta(days=1))


def _duties(at: datetime, site_id: int | None, unit_ids: tuple[int, ...] | None) -> tuple[int, int]:
    """Return how many duties are in trouble and how many lack something; asked anew every five minutes."""
    today = ledger.local_day(at)
    key = f"indicators:trouble:{today}:{site_id}:{unit_ids}".replace(" ", "")
    kept: tuple[int, int] | None = cache.get(key)
    if kept is None:
        found = duties.register(on=today, unit_ids=unit_ids)
        if site_id is not None:
            found = [one for one in found if any(link.site_ids == (site_id,) for link in one.links)]
        lines = duties.standing(found, at=at)
        kept = sum(map(trouble, lines)), sum(not line.is_covered for line in lines)
        cache.set(key, kept, KEPT)
    return kept
