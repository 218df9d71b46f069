"""The tables of the approvals. Written only by this room's operations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shushan.approvals.states import RequestState, StepState

IS_DECIDED = ~Q(state=StepState.WAITING)


class Request(models.Model):
    """Something that was asked of others."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    state = models.CharField(
        max_length=10, default=RequestState.OPEN, choices=[(s.value, s.name) for s in RequestState]
    )
    round = models.PositiveSmallIntegerField(default=1)
    unit_id = models.BigIntegerField(null=True, blank=True)
    site_id = models.BigIntegerField(null=True, blank=True)
    asked_label = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    deadline_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state__in=["open", "returned"]), name="approvals_one_running"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "returned"], decided_at=None)
                | Q(state__in=["withdrawn", "approved", "refused"], decided_at__isnull=False),
                name="approvals_decided_has_instant",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="approvals_by_state")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One decision that is needed, in the order of ``position``."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(null=True, blank=True)
    site_id = models.BigIntegerField(null=True, blank=True)
    body = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default=StepState.WAITING, choices=[(s.value, s.name) for s in StepState])
    decided_label = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    document_body = models.CharField(max_length=80, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    document_on = models.DateField(null=True, blank=True)
    document_file = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "round", "position"], name="approvals_step_once"),
            models.CheckConstraint(
                condition=Q(state=StepState.WAITING, decided_at=None) | (IS_DECIDED & Q(decided_at__isnull=False)),
                name="approvals_step_decided_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.AGREED) | Q(body="") | Q(document_on__isnull=False),
                name="approvals_outside_needs_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Trail(models.Model):
    """What happened to a request; append-only."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="trail")
    at = models.DateTimeField()
    label = models.CharField(max_length=40)
    by = models.CharField(max_length=80)
    act = models.CharField(max_length=20)
    note = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return self.act


class Delegation(models.Model):
    """Somebody decides in another's place, ``[since, until)``."""

    verb = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(null=True, blank=True)
    site_id = models.BigIntegerField(null=True, blank=True)
    giver_label = models.CharField(max_length=40)
    giver = models.CharField(max_length=80)
    taker_label = models.CharField(max_length=40)
    taker = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="approvals_delegation_days"),
            models.CheckConstraint(condition=~Q(giver_label=F("taker_label")), name="approvals_not_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
