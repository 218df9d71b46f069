"""The tables of the search: what changed, and what is offered while typing."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """A document that changed since the index was written; many changes of one are one row."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    changed_at = models.DateTimeField()
    serial = models.PositiveIntegerField(default=1)  # grows with each further change, so that none is lost meanwhile

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_change_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class SuggestionRow(models.Model):
    """One way to begin typing a title or an author: its folded form, pinyin or initials."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    typed = models.CharField(max_length=60)
    text = models.CharField(max_length=120)
    weight = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["typed"], name="search_suggestion_typed", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["kind", "ref"], name="search_suggestion_of"),
        ]

    def __str__(self) -> str:
        return self.text
