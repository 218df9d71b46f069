"""The tables of the rules. A rule is a scope with a number; what it says stands in its versions, append-only."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class LendingRule(models.Model):
    """A scope; empty is "any". One rule for one scope, so that no two rows can tie."""

    number = models.PositiveIntegerField(primary_key=True)
    category = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    shelf = models.CharField(max_length=40, blank=True)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "category", "kind", "shelf", Coalesce("site_id", 0), name="lending_rule_one_for_a_scope"
            ),
            models.CheckConstraint(
                condition=~Q(number=1) | Q(category="", kind="", shelf="", site__isnull=True),
                name="lending_rule_one_is_the_ground",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class LendingRuleVersion(models.Model):
    """What a rule says ``[valid_from, valid_until)``. Never changed: a later version speaks instead.

    ``token`` tells processes that keep the table whether it is still the newest. Units and meanings: ``policy.Terms``.
    """

    rule = models.ForeignKey(LendingRule, models.PROTECT, related_name="versions")
    token = models.UUIDField(default=uuid4, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    is_ended = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)

    loan_unit = models.CharField(max_length=6)
    loan_length = models.PositiveSmallIntegerField()
    loan_until = models.DateField(null=True)
    on_site = models.BooleanField(default=False)
    most_renewals = models.PositiveSmallIntegerField()
    renewal_length = models.PositiveSmallIntegerField()
    renewal_base = models.CharField(max_length=5)
    renew_days_before = models.PositiveSmallIntegerField(null=True)
    renews_itself = models.BooleanField(default=False)
    most_items = models.PositiveSmallIntegerField(null=True)
    overdue_allowed = models.PositiveSmallIntegerField()
    fine_fen = models.PositiveIntegerField()
    grace = models.PositiveSmallIntegerField()
    grace_reading = models.CharField(max_length=8)
    counts_closed = models.BooleanField()
    fine_cap_fen = models.PositiveIntegerField(null=True)
    caps_at_price = models.BooleanField()
    suspend_days = models.PositiveSmallIntegerField()
    suspend_grace = models.PositiveSmallIntegerField()
    suspend_cap = models.PositiveSmallIntegerField(null=True)
    may_hold = models.BooleanField()
    most_holds = models.PositiveSmallIntegerField(null=True)
    hold_shelf_days = models.PositiveSmallIntegerField(null=True)
    deposit = models.CharField(max_length=5)
    deposit_fen = models.PositiveIntegerField()
    home_only = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="lending_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(rule=1) | Q(is_ended=False, most_items__isnull=False, loan_unit__in=["days", "months"]),
                name="lending_rule_ground_stands",
            ),
            models.CheckConstraint(
                condition=Q(loan_unit__in=["hours", "days", "months"], loan_until__isnull=True)
                | Q(loan_unit="until", loan_until__isnull=False),
                name="lending_rule_until_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(loan_length__gte=1, renewal_length__gte=1), name="lending_rule_lasts_at_all"
            ),
            models.CheckConstraint(
                condition=Q(on_site=False) | Q(most_renewals=0), name="lending_rule_on_site_is_not_renewed"
            ),
            models.CheckConstraint(
                condition=Q(renewal_base__in=["due", "today"])
                & Q(grace_reading__in=["forgives", "delays"])
                & Q(deposit__in=["none", "fixed", "price"]),
                name="lending_rule_known_words",
            ),
            models.CheckConstraint(
                condition=Q(deposit="fixed", deposit_fen__gt=0) | (~Q(deposit="fixed") & Q(deposit_fen=0)),
                name="lending_rule_deposit_has_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.name}"
