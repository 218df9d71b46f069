"""Campaigns: works, readings, essays, pairs that are alike."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.learning.states import EssayState
from shushan.learning.terms import Category, PaperKind


class Campaign(models.Model):
    """Days (both ends included) in which everyone of a roster, or who signs up, reads works and writes essays."""

    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    since = models.DateField()
    last = models.DateField()
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=12, blank=True, choices=[(c.value, c.name) for c in Category])
    works = models.PositiveSmallIntegerField(default=1)
    essays = models.PositiveSmallIntegerField(default=1)
    least_letters = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    made_label = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("since")), name="learning_campaign_days"),
            models.CheckConstraint(condition=Q(works__gt=0) | Q(essays__gt=0), name="learning_campaign_asks"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignWork(models.Model):
    """A work that is read in a campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="list")
    record = models.ForeignKey("catalogue.BibRecord", models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=[(c.value, c.name) for c in Category])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "record"], name="learning_work_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.record_id}"


class SignUp(models.Model):
    """Somebody who takes part in a campaign for readers."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "person"], name="learning_sign_up_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.campaign_id}"


class Reading(models.Model):
    """That somebody finished a work on a day."""

    work = models.ForeignKey(CampaignWork, models.PROTECT, related_name="readings")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    read_on = models.DateField()
    said_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work", "person"], name="learning_reading_once")]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.work_id}"


class Essay(models.Model):
    """What somebody writes in a campaign. ``handed_in_on``: the day it was first handed in; a return does not move it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="handed")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    work = models.ForeignKey(CampaignWork, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=50_000, blank=True)
    file = models.UUIDField(null=True, blank=True)
    paper = models.CharField(max_length=6, default=PaperKind.TYPED, choices=[(k.value, k.name) for k in PaperKind])
    state = models.CharField(max_length=10, default=EssayState.DRAFT, choices=[(s.value, s.name) for s in EssayState])
    handed_in_on = models.DateField(null=True, blank=True)
    is_shown = models.BooleanField(default=False)  # the author lets others of the campaign read it once accepted
    remark = models.CharField(max_length=500, blank=True)
    decided_label = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=[EssayState.SUBMITTED, EssayState.RETURNED, EssayState.ACCEPTED])
                | Q(handed_in_on__isnull=False),
                name="learning_handed_in_has_day",
            ),
            models.CheckConstraint(
                condition=Q(paper=PaperKind.TYPED) | Q(file__isnull=False), name="learning_paper_has_file"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EssayState.SUBMITTED, EssayState.ACCEPTED])
                | ~Q(text="")
                | Q(paper=PaperKind.SCAN),
                name="learning_handed_in_says",
            ),
            models.CheckConstraint(
                condition=~Q(state=EssayState.ACCEPTED) | Q(decided_at__isnull=False), name="learning_accepted_when"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "person"], name="learning_essay_person")]

    def __str__(self) -> str:
        return self.title


class EssayVersion(models.Model):
    """An essay as it was handed in; never changed."""

    essay = models.ForeignKey(Essay, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=50_000)
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["essay", "number"], name="learning_version_once")]

    def __str__(self) -> str:
        return f"{self.essay_id}.{self.number}"


class SimilarPair(models.Model):
    """Two essays that are alike, as the last check found them."""

    first = models.ForeignKey(Essay, models.CASCADE, related_name="+")
    second = models.ForeignKey(Essay, models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()
    passages = models.JSONField(default=list)
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="learning_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="learning_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
