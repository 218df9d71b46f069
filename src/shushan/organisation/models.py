"""The tables of the organisation. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.organisation.states import CaseState, TransferState
from shushan.organisation.terms import Came, LineAct, MemberKind

IS_SENT = Q(state=TransferState.SENT)


class StructureCase(models.Model):
    """A wish to change the structure, with its reason; it takes effect from its approval."""

    title = models.CharField(max_length=120)
    reason = models.TextField(max_length=4000)
    state = models.CharField(max_length=10, default=CaseState.DRAFT, choices=[(s.value, s.name) for s in CaseState])
    body = models.CharField(max_length=80)  # who approves
    file = models.UUIDField(null=True, blank=True)  # the request as it was written, scanned
    wished_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    request = models.ForeignKey("approvals.Request", models.PROTECT, null=True, blank=True, related_name="+")
    made_label = models.CharField(max_length=40)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=CaseState.EFFECTIVE, effective_on__isnull=False)
                | (~Q(state=CaseState.EFFECTIVE) & Q(effective_on=None)),
                name="organisation_effective_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StructureLine(models.Model):
    """One unit that a case founds, changes or closes."""

    case = models.ForeignKey(StructureCase, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=8, choices=[(a.value, a.name) for a in LineAct])
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24, blank=True)
    parent_code = models.CharField(max_length=24, blank=True)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "position"], name="organisation_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.code}"


class Post(models.Model):
    """Somebody in a post, ``[since, until)``. ``slot`` stands once at a time (0: only one person may hold the post)."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    kind = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    slot = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    term_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="organisation_post_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.unit_id}"


class Member(models.Model):
    """A person who is or was a member."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    joined_on = models.DateField(null=True, blank=True)
    full_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(joined_on=None) | Q(full_on=None) | Q(full_on__gte=F("joined_on")),
                name="organisation_full_after_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class MemberSpan(models.Model):
    """A member on a branch's roster, ``[since, until)``; one at a time."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="spans")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in MemberKind])
    may_vote = models.BooleanField()
    came = models.CharField(max_length=14, choices=[(c.value, c.name) for c in Came])
    left = models.CharField(max_length=14, blank=True, choices=[(c.value, c.name) for c in Came])
    basis = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="organisation_span_day"
            ),
            models.CheckConstraint(
                condition=Q(may_vote=False) | Q(kind=MemberKind.FULL), name="organisation_only_full_vote"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "since"], name="organisation_roster")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.unit_id}"


class GroupSpan(models.Model):
    """A member in a group of their branch, ``[since, until)``; one at a time, and only while they stand in that branch."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="groups")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)  # who wrote it last
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="organisation_group_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "since"], name="organisation_group_roster")]

    def __str__(self) -> str:
        return f"{self.member_id} in group {self.unit_id}"


class Transfer(models.Model):
    """A letter of introduction, and its receipt. No branch on one side means another organisation."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    to_unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    outside = models.CharField(max_length=120, blank=True)
    letter_number = models.CharField(max_length=80)
    letter_on = models.DateField()
    state = models.CharField(
        max_length=10, default=TransferState.SENT, choices=[(s.value, s.name) for s in TransferState]
    )
    received_on = models.DateField(null=True, blank=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member"], condition=IS_SENT, name="organisation_one_transfer_under_way"),
            models.CheckConstraint(
                condition=Q(from_unit__isnull=False) | Q(to_unit__isnull=False), name="organisation_transfer_touches_us"
            ),
            models.CheckConstraint(
                condition=(Q(from_unit__isnull=False, to_unit__isnull=False) & ~Q(from_unit=F("to_unit")))
                | ~Q(outside=""),
                name="organisation_transfer_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.RECEIVED, received_on__gte=F("letter_on"))
                | (~Q(state=TransferState.RECEIVED) & Q(received_on=None)),
                name="organisation_received_after_letter",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number
