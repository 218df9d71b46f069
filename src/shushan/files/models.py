"""The table of files; the bytes lie in the store under their hash."""

from __future__ import annotations

from django.db import models


class File(models.Model):
    """One kept file."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
