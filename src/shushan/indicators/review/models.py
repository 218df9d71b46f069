"""The links of reviewers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class ReviewLink(models.Model):
    """Who may look at the signed values of some periods until when. The token itself is kept nowhere, only its hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField()
    with_rows = models.BooleanField(default=False)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=40, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="indicators_review_days"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="indicators_review_ends"),
        ]

    def __str__(self) -> str:
        return self.label
