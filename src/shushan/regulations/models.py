"""The tables of the regulations. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.regulations.states import DraftState
from shushan.regulations.terms import Measuring, Modality, Outcome, PeriodKind, Standing, SubjectKind, Verification


class Content(models.Model):
    """What a version of a rule says; see ``terms.Rule``."""

    text = models.TextField(max_length=1000)
    text_en = models.TextField(max_length=1000, blank=True)
    source = models.CharField(max_length=240)
    article = models.CharField(max_length=80, blank=True)
    verification = models.CharField(max_length=10, choices=[(v.value, v.name) for v in Verification])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    modality = models.CharField(max_length=10, choices=[(m.value, m.name) for m in Modality])
    subject = models.CharField(max_length=8, choices=[(s.value, s.name) for s in SubjectKind])
    applies_if = models.CharField(max_length=240, blank=True)
    record_type = models.CharField(max_length=60, blank=True)
    from_type = models.CharField(max_length=60, blank=True)
    from_where = models.CharField(max_length=240, blank=True)
    until_where = models.CharField(max_length=240, blank=True)
    where = models.CharField(max_length=240, blank=True)
    measure = models.CharField(max_length=14, choices=[(m.value, m.name) for m in Measuring])
    period = models.CharField(max_length=8, choices=[(p.value, p.name) for p in PeriodKind])
    threshold = models.PositiveIntegerField(default=1)
    threshold_max = models.PositiveIntegerField(null=True, blank=True)
    offset = models.CharField(max_length=6, blank=True)
    offset_max = models.CharField(max_length=6, blank=True)
    standing = models.CharField(
        max_length=12, default=Standing.THROUGHOUT, choices=[(s.value, s.name) for s in Standing]
    )
    evidence = models.CharField(max_length=160, blank=True)
    evidence_en = models.CharField(max_length=160, blank=True)
    figure = models.CharField(max_length=8, blank=True)  # the figure that counts its results

    class Meta:
        abstract = True


class RuleCode(models.Model):
    """The lasting name of a rule, such as ``MTG-01``."""

    code = models.CharField(max_length=16, unique=True)

    def __str__(self) -> str:
        return self.code


class RuleVersion(Content):
    """One version of a rule, in force ``[valid_from, valid_until)``: one version on a day."""

    rule = models.ForeignKey(RuleCode, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    is_shipped = models.BooleanField(default=False)
    put_in_force_by = models.CharField(max_length=80, blank=True)
    put_in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="regulations_version_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="regulations_version_days"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class RuleDraft(Content):
    """A version that is not in force yet: drafted, tried against the past, asked for."""

    code = models.CharField(max_length=16)
    state = models.CharField(max_length=10, default=DraftState.DRAFT, choices=[(s.value, s.name) for s in DraftState])
    why = models.CharField(max_length=240)
    request = models.ForeignKey("approvals.Request", models.PROTECT, null=True, blank=True, related_name="+")
    tried_since = models.DateField(null=True, blank=True)
    tried_until = models.DateField(null=True, blank=True)
    tried_changed = models.PositiveIntegerField(null=True, blank=True)  # results that would be others
    tried_of = models.PositiveIntegerField(null=True, blank=True)
    made_label = models.CharField(max_length=40)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=["draft", "asked"]), name="regulations_one_draft_a_code"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="regulations_draft_days"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.code}"


class ReasonGiven(models.Model):
    """Why something that is normally done was not done. Appended; the newest counts."""

    code = models.CharField(max_length=16)
    subject_kind = models.CharField(max_length=8, choices=[(s.value, s.name) for s in SubjectKind])
    subject_id = models.BigIntegerField()
    since = models.DateField()
    begun_by = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=400)
    by = models.CharField(max_length=80)
    by_label = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id", "since"], name="regulations_reason")]

    def __str__(self) -> str:
        return self.text[:40]


class ResultRow(models.Model):
    """A kept result; it can be made anew from the records at any time. ``is_counted``: a fact stands for it."""

    code = models.CharField(max_length=16)
    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=8, choices=[(s.value, s.name) for s in SubjectKind])
    subject_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField()
    counts_on = models.DateField()
    begun_by = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=14, choices=[(o.value, o.name) for o in Outcome])
    found = models.BigIntegerField(default=0)
    record_ids = models.JSONField(default=list)
    due_on = models.DateField(null=True, blank=True)
    earliest_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=12, blank=True)
    is_counted = models.BooleanField(default=False)
    judged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "subject_kind", "subject_id", "since", "begun_by"], name="regulations_result_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_id", "counts_on"], name="regulations_results_of")]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
