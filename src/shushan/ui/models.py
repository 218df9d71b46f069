"""The one table of the common look: the views of lists that people saved."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A list with its filters, order and columns under a name, for its owner or for everybody who sees the list."""

    list_code = models.CharField(max_length=60)
    owner = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_code", "owner", "name"], name="ui_savedview_one_name")]

    def __str__(self) -> str:
        return self.name
