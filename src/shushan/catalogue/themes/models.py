"""The tables of themed shelves and of covers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ThemedShelf(models.Model):
    """A shelf that the library puts together for a while: title, text, from–to (inclusive), at one site or everywhere."""

    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=5, default="adult")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="catalogue_shelf_has_title"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="catalogue_shelf_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ShelfTitle(models.Model):
    """A title on a themed shelf, in its place, with a word why. It names the record by number only."""

    shelf = models.ForeignKey(ThemedShelf, models.CASCADE, related_name="titles")
    record_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "record_id"], name="catalogue_shelf_title_once")]
        indexes = [models.Index(fields=["shelf", "place"], name="catalogue_shelf_in_order")]

    def __str__(self) -> str:
        return f"{self.shelf_id} {self.place}"


class CoverImage(models.Model):
    """The cover of a record that staff gave, drawn anew by us: nothing of the uploaded bytes is served."""

    record_id = models.BigIntegerField(primary_key=True)
    file_id = models.UUIDField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="catalogue_cover_has_size")]

    def __str__(self) -> str:
        return str(self.record_id)


class Popularity(models.Model):
    """How often a title was lent in a stretch of days (both inclusive), counted every night; readers are not in it."""

    record_id = models.BigIntegerField(primary_key=True)
    loans = models.PositiveIntegerField(db_index=True)
    since = models.DateField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.loans}"
