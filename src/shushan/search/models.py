"""The tables of the search: what changed, an index that is being built beside the one in use, what others are told."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """A document that changed since the index was written; many changes of one are one row."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    changed_at = models.DateTimeField()
    serial = models.PositiveIntegerField(default=1)  # grows with each change meanwhile; 0: an index being built has it
    is_bulk = models.BooleanField(default=False)  # part of long work: a single act goes first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_change_once")]
        indexes = [models.Index(fields=["is_bulk", "changed_at", "id"], name="search_change_next")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class Build(models.Model):
    """An index being built; at most one, and only while its builder gives signs of life."""

    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    is_only = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_only"], name="search_build_once"),
            models.CheckConstraint(condition=models.Q(is_only=True), name="search_build_only"),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class Late(models.Model):
    """A document that the old index took while the new one was being built: the new one takes it before the swap."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_late_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class Told(models.Model):
    """The last change of a document, for other systems: its number is how far they have read."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_told_once")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}:{self.ref}"
