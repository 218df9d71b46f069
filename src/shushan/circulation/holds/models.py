"""The tables of holds and transits. Written only by the circulation's operations."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

IS_OPEN: Final = Q(state__in=["waiting", "suspended", "travelling", "ready"])
HAS_COPY: Final = Q(state__in=["travelling", "ready"])


class Hold(models.Model):
    """A reader waits for a title (``volume`` empty, ``item`` null), a volume (by its call number) or one item.

    ``copy`` is what serves it; ``on_shelf`` says that this copy lies on the pick-up shelf, also after the hold ended,
    until it was taken off. ``keep_until`` is the last second of the last day there. A higher ``priority`` goes first.
    ``thaw_on``: the day on which a suspended hold waits again by itself; null when its reader says when.
    """

    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    record = models.ForeignKey("catalogue.BibRecord", models.PROTECT, related_name="+", db_index=False)
    volume = models.CharField(max_length=80, blank=True)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+", db_index=False)
    pickup_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="waiting")
    priority = models.SmallIntegerField(default=5)
    placed_at = models.DateTimeField()
    needed_until = models.DateField(null=True)
    thaw_on = models.DateField(null=True)
    copy = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    on_shelf = models.BooleanField(default=False)
    ready_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("预约")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader", "record", "volume"], condition=IS_OPEN & Q(item__isnull=True), name="hold_open_once"
            ),
            models.UniqueConstraint(
                fields=["reader", "item"], condition=IS_OPEN & Q(item__isnull=False), name="hold_of_item_open_once"
            ),
            models.UniqueConstraint(fields=["copy"], condition=HAS_COPY, name="hold_one_for_a_copy"),
            models.CheckConstraint(condition=~IS_OPEN | Q(reader__isnull=False), name="hold_open_has_reader"),
            models.CheckConstraint(
                condition=Q(IS_OPEN, ended_at__isnull=True) | Q(~IS_OPEN, ended_at__isnull=False),
                name="hold_end_is_dated",
            ),
            models.CheckConstraint(condition=~HAS_COPY | Q(copy__isnull=False), name="hold_served_by_a_copy"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "suspended"]) | Q(copy__isnull=True, on_shelf=False),
                name="hold_waits_without_copy",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(on_shelf=True, ready_at__isnull=False, keep_until__gt=F("ready_at")),
                name="hold_ready_is_dated",
            ),
            models.CheckConstraint(condition=Q(priority__gte=0, priority__lte=9), name="hold_priority_0_to_9"),
        ]
        # Whole indexes, not partial ones: SQLite cannot use a partial index when the state is a bound parameter.
        indexes: ClassVar = [
            models.Index(fields=["record", "state", "-priority", "placed_at", "id"], name="hold_queue"),
            models.Index(fields=["reader", "state"], name="hold_of_reader"),
            models.Index(fields=["state", "pickup_site"], name="hold_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class Transit(models.Model):
    """One item on its way from a site to another. ``why``: ``hold``, ``home``, ``other``, or ``only`` (a
    rule lets it come back at home only)."""

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=5)
    state = models.CharField(max_length=8, default="sent")
    from_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    to_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    received_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="sent"), name="transit_one_per_item"),
            models.CheckConstraint(condition=~Q(from_site=F("to_site")), name="transit_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at__isnull=True, received_site__isnull=True)
                | Q(state="received", ended_at__isnull=False, received_site__isnull=False)
                | Q(state="lost", ended_at__isnull=False, received_site__isnull=True),
                name="transit_end_is_dated",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "sent_at"], name="transit_by_age")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
