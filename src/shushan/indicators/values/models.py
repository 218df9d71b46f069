"""The tables of signed values."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.indicators.states import FROZEN, OPEN, ValueState
from shushan.indicators.terms import Basis, Decision, PeriodKind

IS_OPEN = Q(state__in=sorted(OPEN))
IS_FROZEN = Q(state__in=sorted(FROZEN))


def _another(step: str, *before: str) -> Q:
    """Return the condition that a step, where it was done, was done by nobody of the steps before."""
    others = Q()
    for one in before:
        others &= ~Q(**{f"{step}_by": F(f"{one}_by")})
    return Q(**{f"{step}_by": ""}) | others


class SignedValue(models.Model):
    """A figure of a period and scope (``key``) on its way to submission; ``revision`` 2 and up restate an earlier one."""

    key = models.CharField(max_length=300)
    revision = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=12)
    period = models.CharField(max_length=10, choices=[(p.value, p.name) for p in PeriodKind])
    since = models.DateField(null=True, blank=True)
    until = models.DateField()
    site_ids = models.JSONField(null=True, blank=True)
    unit_ids = models.JSONField(null=True, blank=True)
    dims = models.JSONField(default=list, blank=True)
    basis = models.CharField(max_length=8, default=Basis.RECORDS, choices=[(b.value, b.name) for b in Basis])
    state = models.CharField(max_length=9, default=ValueState.DRAFT, choices=[(s.value, s.name) for s in ValueState])
    receipt = models.ForeignKey("indicators.Receipt", models.PROTECT, null=True, blank=True, related_name="+")
    restates = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=2000, blank=True)
    footnote = models.TextField(max_length=2000, blank=True)
    is_public = models.BooleanField(default=False)
    prompt = models.CharField(max_length=40, blank=True)  # the mean of the months before, where the number is far above
    prompt_answer = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=60, blank=True)  # typed or estimated
    evidence = models.UUIDField(null=True, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    is_estimated = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    weeks = models.JSONField(default=list, blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    checked_by = models.CharField(max_length=40, blank=True)
    signed_by = models.CharField(max_length=40, blank=True)
    approved_by = models.CharField(max_length=40, blank=True)
    submitted_by = models.CharField(max_length=40, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    unlock_asked_by = models.CharField(max_length=40, blank=True)
    unlock_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "revision"], condition=~Q(state=ValueState.WITHDRAWN), name="indicators_value_revision"
            ),
            models.UniqueConstraint(fields=["key"], condition=IS_OPEN, name="indicators_one_open_value"),
            models.UniqueConstraint(
                fields=["restates"], condition=~Q(state=ValueState.WITHDRAWN), name="indicators_restated_once"
            ),
            models.CheckConstraint(condition=Q(since=None) | Q(until__gt=F("since")), name="indicators_value_period"),
            models.CheckConstraint(
                condition=(IS_FROZEN & Q(receipt__isnull=False, frozen_at__isnull=False)) | ~IS_FROZEN,
                name="indicators_frozen_has_receipt",
            ),
            models.CheckConstraint(
                condition=~IS_FROZEN | (~Q(signed_by="") & ~Q(checked_by="")), name="indicators_frozen_is_signed"
            ),
            models.CheckConstraint(condition=_another("checked", "made"), name="indicators_checker_is_another"),
            models.CheckConstraint(
                condition=_another("signed", "made", "checked"), name="indicators_signer_is_another"
            ),
            models.CheckConstraint(
                condition=_another("approved", "made", "checked", "signed"), name="indicators_approver_is_another"
            ),
            models.CheckConstraint(
                condition=_another("submitted", "checked", "signed", "approved"), name="indicators_submitter_is_another"
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.MANUAL)
                | (Q(evidence__isnull=False, expires_on__isnull=False) & ~Q(evidence_sha256="") & ~Q(reason="")),
                name="indicators_manual_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.RECORDS) | ~Q(number=""), name="indicators_other_basis_has_number"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "until"], name="indicators_value_code")]

    def __str__(self) -> str:
        return f"{self.key} r{self.revision}"


class Receipt(models.Model):
    """What a value was when it was computed. Append-only: the database refuses every change."""

    value = models.ForeignKey(SignedValue, models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=60, blank=True)  # "171273" or "1/3"; empty: no value
    absence = models.CharField(max_length=500, blank=True)
    version = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    entries = models.PositiveBigIntegerField()
    latest_recorded_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=2)
    code_version = models.CharField(max_length=40)
    run_at = models.DateTimeField()
    known_at = models.DateTimeField()
    run_by = models.CharField(max_length=40)
    sealed_to = models.BigIntegerField()
    chain_head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(number="") | ~Q(absence=""), name="indicators_number_or_why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.value_id}: {self.number or '—'}"


class Step(models.Model):
    """One step of a value's way. Append-only."""

    value = models.ForeignKey(SignedValue, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=16)
    by = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.move} {self.value_id}"


class LateNotice(models.Model):
    """Records came after a signature; at most one such notice of a value waits for a decision."""

    value = models.ForeignKey(SignedValue, models.PROTECT, related_name="late")
    found_at = models.DateTimeField()
    old = models.CharField(max_length=60, blank=True)
    new = models.CharField(max_length=60, blank=True)
    entries = models.BigIntegerField()  # how many more than were signed, reversals among them
    decision = models.CharField(max_length=8, blank=True, choices=[(d.value, d.name) for d in Decision])
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["value"], condition=Q(decision=""), name="indicators_one_late_waits"),
            models.CheckConstraint(condition=Q(decision="") | ~Q(reason=""), name="indicators_decision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.value_id}: {self.old} → {self.new}"
