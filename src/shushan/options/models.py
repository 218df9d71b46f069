"""The table of settings; triggers keep it append-only."""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """One value of one option from an instant on."""

    code = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)
    note = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="options_setting_by_code")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"
