"""What this room offers to the rules: each member's dues of a month, and the publications of branches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.dues import policy
from shushan.dues.models import Due, Publication
from shushan.dues.options import kept_since
from shushan.dues.queries.dues import lines, standing_at
from shushan.dues.terms import DueLine
from shushan.kernel.clock import now
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked, Fact, Record, SubjectKind


def bring() -> None:
    """Declare the sources; while dues are off there are none, and their rules are judged by nothing."""
    regulations.declare_source(
        regulations.Source(
            "dues.due", _("党费交纳"), SubjectKind.MEMBER, due_records,
            address=lambda record: reverse("dues:due", args=[int(record.rpartition(":")[2])]),
            own_act=(_("看我的党费"), lambda: reverse("dues:my")), since=kept_since,
            dims={
                "first": _("接收为预备党员的当月"), "paid_by_month_end": _("当月交清"),
                "within_six_months": _("6 个月内交清"),
            },
        )
    )  # fmt: skip
    regulations.declare_source(
        regulations.Source(
            "dues.publication", _("党费公布"), SubjectKind.UNIT, publication_records,
            address=lambda record: reverse("dues:sheet", args=[int(record.rpartition(":")[2])]),
            act=(_("公布党费"), _to_publish), since=kept_since,
        )
    )  # fmt: skip


def due_records(asked: Asked) -> Iterator[Record]:
    """Yield the dues of members on the last day of their month, in two queries."""
    first = policy.first_of(asked.period.since)
    found = Due.objects.filter(standing_at(asked.known_at), month__gte=first, month__lt=asked.period.until)
    if asked.subject_ids is not None and len(asked.subject_ids) < 500:
        found = found.filter(member__in=asked.subject_ids)
    seen_from = ledger.local_day(asked.known_at or now())
    for line in lines(found, known_at=asked.known_at):
        day = policy.after(line.month) - timedelta(days=1)
        if asked.wants(line.member_id, day):
            yield Record(f"dues.due:{line.id}", line.member_id, day, _dims(line, seen_from))


def publication_records(asked: Asked) -> Iterator[Record]:
    """Yield the publications on their days, in one query."""
    found = Publication.objects.filter(published_on__gte=asked.period.since, published_on__lt=asked.period.until)
    if asked.known_at is not None:
        found = found.filter(at__lt=asked.known_at)
    for pk, unit_id, on in found.order_by("published_on", "pk").values_list("pk", "unit", "published_on"):
        if asked.wants(unit_id, on):
            yield Record(f"dues.publication:{pk}", unit_id, on)


def _dims(line: DueLine, seen_from: date) -> dict[str, Fact]:
    month_over, six_over = policy.after(line.month), policy.last_day_to_pay(line.month) + timedelta(days=1)
    return {
        "first": line.is_first,
        "paid_by_month_end": _by(line, month_over, seen_from),
        "within_six_months": _by(line, six_over, seen_from),
    }


def _by(line: DueLine, ends: date, seen_from: date) -> bool | None:
    """Say whether the month was paid before a day; None: there is still time."""
    if line.full_on is not None:
        return line.full_on < ends
    return None if seen_from < ends else False


def _to_publish(unit_id: int, period: Period, _where: str) -> str:
    return f"{reverse('dues:sheets', args=[unit_id])}?year={period.last.year}"
