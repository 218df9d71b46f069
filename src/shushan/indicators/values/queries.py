"""Read signed values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.indicators import policy
from shushan.indicators.states import FROZEN, OPEN, ValueState
from shushan.indicators.terms import (
    Asked,
    Basis,
    Decision,
    Estimate,
    LateLine,
    PartLine,
    ReceiptLine,
    RestatementLine,
    StepLine,
    ValueLine,
)
from shushan.indicators.values.computing import found_of
from shushan.indicators.values.drafting import asked_of
from shushan.indicators.values.models import LateNotice, Receipt, SignedValue, Step
from shushan.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Which values a list asks for; ``state`` may also be ``frozen`` or ``open``, ``current`` leaves out what was restated."""

    state: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    basis: str = ""
    is_public: bool | None = None
    is_current: bool = False


def value(value_id: int) -> ValueLine:
    """Return one value with its receipt.

    :raises NotFound:
    """
    found = next(iter(lines(SignedValue.objects.filter(pk=value_id))), None)
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的数值") % {"id": value_id})
    return found


def values_by_id(ids: Iterable[int]) -> dict[int, ValueLine]:
    """Return several values by their ids, in a fixed number of queries; those unknown stay away."""
    return {line.id: line for line in lines(SignedValue.objects.filter(pk__in=list(ids)))}


def values(asked: ValueFilter | None = None, *, first: int = 0, limit: int = 500) -> tuple[list[ValueLine], int]:
    """Return values, the latest period first, and how many there are in all; three queries."""
    found = _filtered(asked or ValueFilter())
    return lines(found.order_by("-until", "code", "key", "-revision")[first : first + limit]), found.count()


def frozen_value(asked: Asked) -> ValueLine | None:
    """Return the signed value that stands for a question: its latest signed revision, or None."""
    found = SignedValue.objects.filter(key=asked.key, state__in=sorted(FROZEN)).order_by("-revision")[:1]
    return next(iter(lines(found)), None)


def frozen_values(asked: Sequence[Asked]) -> dict[str, ValueLine]:
    """Return the signed values that stand, by the key of the question, in a fixed number of queries."""
    found = SignedValue.objects.filter(key__in=[one.key for one in asked], state__in=sorted(FROZEN))
    return {line.asked.key: line for line in lines(found.order_by("revision"))}


def restatements(*, since: date | None = None, until: date | None = None) -> list[RestatementLine]:
    """Return what was restated, of values whose period ends within ``[since, until]``, oldest first."""
    found = SignedValue.objects.filter(restates__isnull=False, state__in=sorted(FROZEN)).order_by("frozen_at", "pk")
    if since is not None:
        found = found.filter(until__gte=since)
    if until is not None:
        found = found.filter(until__lte=until)
    new = lines(found)
    old = values_by_id(line.restates_id for line in new if line.restates_id is not None)
    return [
        RestatementLine(old[line.restates_id], line, line.reason, line.signed_by, line.frozen_at)
        for line in new
        if line.restates_id in old
    ]


def rows_of(line: ValueLine, *, at: datetime) -> figures.Value:
    """Return the figure behind a value as it was known when it was computed: its rows are the receipt's rows.

    :raises NotFound: typed and estimated values have no rows of their own
    """
    if line.basis is not Basis.RECORDS:
        raise NotFound(_("这个数不是由记录清点的，没有逐条记录"), remedy=_("请看它的依据文件或典型周"))
    known_at = line.receipt.known_at if line.receipt else None
    return found_of(line.asked, at=at, known_at=known_at)


def holds(line: ValueLine, *, at: datetime) -> bool:
    """Say whether the same question to the same records gives the receipt's number and digest again."""
    if line.receipt is None or line.basis is not Basis.RECORDS:
        return line.receipt is not None
    found = rows_of(line, at=at)
    number = None if line.receipt.absence else found.number
    return (number, figures.digest(found)) == (line.receipt.number, line.receipt.digest)


def steps(value_id: int) -> list[StepLine]:
    """Return a value's way, oldest first."""
    return [
        StepLine(s.move, s.name, s.by, s.at, s.reason) for s in Step.objects.filter(value=value_id).order_by("at", "pk")
    ]


def receipts(value_id: int) -> list[ReceiptLine]:
    """Return every receipt that a value ever had, newest first."""
    return [_receipt(one) for one in Receipt.objects.filter(value=value_id).order_by("-pk")]


def late_notices(*, waiting: bool = True, value_id: int | None = None) -> list[LateLine]:
    """Return what came late: what waits for a decision, or all, newest first."""
    found = LateNotice.objects.order_by("-found_at", "-pk")
    if waiting:
        found = found.filter(decision="")
    if value_id is not None:
        found = found.filter(value=value_id)
    return [
        LateLine(
            n.pk, n.value_id, n.found_at, policy.read(n.old), policy.read(n.new), n.entries,
            Decision(n.decision) if n.decision else None, n.decided_by, n.decided_at, n.reason,
        )
        for n in found
    ]  # fmt: skip


def _filtered(asked: ValueFilter) -> QuerySet[SignedValue]:
    found = SignedValue.objects.all()
    groups = {"frozen": FROZEN, "open": OPEN}
    if asked.state in groups:
        found = found.filter(state__in=sorted(groups[asked.state]))
    elif asked.state:
        found = found.filter(state=asked.state)
    else:
        found = found.exclude(state=ValueState.WITHDRAWN)
    if asked.code:
        found = found.filter(code=asked.code)
    if asked.basis:
        found = found.filter(basis=asked.basis)
    if asked.since:
        found = found.filter(Q(since=None) | Q(since__gte=asked.since))
    if asked.until:
        found = found.filter(until__lte=asked.until)
    if asked.is_public is not None:
        found = found.filter(is_public=asked.is_public)
    if asked.is_current:
        later = SignedValue.objects.filter(restates__isnull=False, state__in=sorted(FROZEN))
        found = found.exclude(pk__in=later.values("restates"))
    return found


def lines(found: QuerySet[SignedValue]) -> list[ValueLine]:
    """Return rows as values, in two queries and one for the measures that a library defined itself."""
    rows = list(found.select_related("receipt"))
    later = SignedValue.objects.filter(restates__in=[r.pk for r in rows], state__in=sorted(FROZEN))
    restated: dict[int | None, int] = dict(later.values_list("restates", "pk"))
    with figures.definitions_once():
        return [_line(r, restated.get(r.pk)) for r in rows]


def _line(r: SignedValue, restated_by: int | None) -> ValueLine:
    return ValueLine(
        id=r.pk, asked=asked_of(r), measure=_measure(r), revision=r.revision, basis=Basis(r.basis),
        state=ValueState(r.state), receipt=_receipt(r.receipt) if r.receipt else None, restates_id=r.restates_id,
        restated_by_id=restated_by, reason=r.reason, footnote=r.footnote, is_public=r.is_public, prompt=r.prompt,
        prompt_answer=r.prompt_answer, made_by=r.made_by, checked_by=r.checked_by, signed_by=r.signed_by,
        approved_by=r.approved_by, submitted_by=r.submitted_by, frozen_at=r.frozen_at,
        unlock_asked_by=r.unlock_asked_by, unlock_reason=r.unlock_reason, manual_number=policy.read(r.number),
        evidence_id=r.evidence, evidence_sha256=r.evidence_sha256, expires_on=r.expires_on, estimate=_estimate(r),
    )  # fmt: skip


def _measure(r: SignedValue) -> figures.Measure:
    last = date.fromordinal(r.until.toordinal() - 1)
    return figures.in_force(r.code, on=last)


def _estimate(r: SignedValue) -> Estimate | None:
    if r.basis != Basis.ESTIMATE or r.since is None:
        return None
    weeks = tuple((date.fromisoformat(day), Fraction(number)) for day, number in r.weeks)
    _number, factor, spread = policy.estimated([number for _day, number in weeks], (r.until - r.since).days)
    return Estimate(weeks, factor, spread)


def _receipt(r: Receipt) -> ReceiptLine:
    parts = tuple(
        PartLine(p["code"], p["version"], policy.read(p["number"]), p["entries"], p["digest"]) for p in r.parts
    )
    return ReceiptLine(
        r.pk, policy.read(r.number), r.absence, r.version, r.entries, r.latest_recorded_at, r.digest, r.method,
        r.code_version, r.run_at, r.known_at, r.run_by, r.sealed_to, r.chain_head, parts, tuple(r.remarks),
    )  # fmt: skip
