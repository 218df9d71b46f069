"""The tables of readers' own lists and searches. Nobody else sees them, but who has the address of a shared list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Booklist(models.Model):
    """A reader's own list of titles; ``token`` is its address while it is shared, a new one each time."""

    reader = models.ForeignKey("people.Reader", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    token = models.UUIDField(null=True, unique=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "name"], name="catalogue_booklist_once"),
            models.CheckConstraint(condition=~Q(name=""), name="catalogue_booklist_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BooklistEntry(models.Model):
    """A title on a list. It names the record by number only: a list keeps no record from being merged or withdrawn."""

    booklist = models.ForeignKey(Booklist, models.CASCADE, related_name="entries")
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booklist", "record_id"], name="catalogue_booklist_title_once")]

    def __str__(self) -> str:
        return self.title


class SavedSearch(models.Model):
    """A search that a reader keeps; ``seen_at`` is when they last looked at what it finds."""

    reader = models.ForeignKey("people.Reader", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "name"], name="catalogue_saved_search_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="catalogue_saved_search_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name
