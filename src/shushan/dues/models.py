"""The tables of the dues. Written only by this room's operations; money in integer fen, a month is its first day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.dues.policy import MOST_FEN
from shushan.dues.terms import Way


class Amount(models.Model):
    """What a member's monthly dues are from a month of a year on. Appended: of a year the latest beginning counts."""

    member = models.ForeignKey("organisation.Member", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    fen = models.PositiveIntegerField()
    is_change = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "year"], condition=Q(is_change=False), name="dues_amount_once_a_year"
            ),
            models.CheckConstraint(condition=Q(fen__gte=1, fen__lte=MOST_FEN), name="dues_amount_in_bounds"),
            models.CheckConstraint(condition=Q(is_change=False) | ~Q(reason=""), name="dues_change_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.since}"


class Due(models.Model):
    """A member's dues of one month, to the branch on whose roster they stood. Called off where the roster was wrong."""

    member = models.ForeignKey("organisation.Member", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    site_id = models.BigIntegerField(null=True, blank=True)
    month = models.DateField()
    fen = models.PositiveIntegerField()
    due_on = models.DateField()
    is_first = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)  # when its fact was recorded: not before its month
    is_on_time = models.BooleanField(default=False)  # whether the fact of being paid in its month stands
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "month"], condition=Q(cancelled_at=None), name="dues_once_a_month"
            ),
            models.CheckConstraint(condition=Q(fen__gte=1, fen__lte=MOST_FEN), name="dues_fen_in_bounds"),
            models.CheckConstraint(condition=Q(due_on__gte=F("month")), name="dues_due_in_its_month"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | (~Q(cancelled_why="") & Q(is_on_time=False)),
                name="dues_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_on_time=False) | Q(counted_at__isnull=False), name="dues_on_time_is_counted"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "month"], name="dues_unit_month")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month}"


class Payment(models.Model):
    """Money that a member handed over. Appended, never changed; ``key`` is the same for the same form sent twice."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    member = models.ForeignKey("organisation.Member", models.PROTECT, related_name="+")
    fen = models.PositiveIntegerField()
    taken_on = models.DateField()
    way = models.CharField(max_length=8, choices=[(w.value, w.name) for w in Way])
    note = models.CharField(max_length=200, blank=True)
    key = models.UUIDField(unique=True)
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(fen__gte=1), name="dues_payment_is_money")]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Share(models.Model):
    """What of a payment went to a month. ``part`` counts a month's shares: two collectors cannot take the same one."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="shares")
    due = models.ForeignKey(Due, models.PROTECT, related_name="shares")
    part = models.PositiveSmallIntegerField()
    fen = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["due", "part"], name="dues_part_once"),
            models.UniqueConstraint(fields=["payment", "due"], name="dues_share_once"),
            models.CheckConstraint(condition=Q(fen__gte=1), name="dues_share_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.fen} of {self.due_id}"


class Reversal(models.Model):
    """A payment was a mistake. Appended, once each."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="reversal")
    why = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(why=""), name="dues_reversal_has_reason")]

    def __str__(self) -> str:
        return f"reversal of {self.payment_id}"


class Publication(models.Model):
    """A branch's year as it was published. Appended; a later revision says why."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    through = models.DateField()
    published_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    total_fen = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "revision"], name="dues_revision_once"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="dues_revision_has_reason"),
            models.CheckConstraint(condition=Q(published_on__gt=F("through")), name="dues_published_after"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class PublicationRow(models.Model):
    """One member on a published sheet. Appended, never changed. ``fen`` null: amounts are not published."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="rows")
    member = models.ForeignKey("organisation.Member", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    marks = models.CharField(max_length=12)
    fen = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "member"], name="dues_row_once"),
        ]

    def __str__(self) -> str:
        return self.name
