"""The tables of the places. Written only by this room's operations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Site(models.Model):
    """One site of the library, 馆区."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=160, blank=True)
    address_en = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One span of one weekday (0 = Monday) of one site, valid ``[since, until)``. ``part`` numbers spans of a day."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    opens = models.TimeField()
    closes = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="places_closes_after_opening"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="places_weekday"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="places_hours_valid_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """A day with hours of its own at one site; both times empty: closed that day.

    ``origin``: empty when somebody set it, ``holiday`` when it follows from the site's holiday rule.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="special_days")
    day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)
    origin = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="places_one_special_day"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="places_special_day_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"


class Closure(models.Model):
    """Days on which a site is closed, ``[since, until)``."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="closures")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="places_closure_some_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since}–{self.until}"


class WithdrawnClosure(models.Model):
    """A closure that was taken back: its days are ordinary again, and this says that it stood."""

    id = models.BigIntegerField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=120)
    why = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.site_id} {self.since}–{self.until}"


class Holiday(models.Model):
    """A public holiday (``off``) or a make-up working day (``work``). ``is_checked``: held against the official notice."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=4)
    source = models.CharField(max_length=200, blank=True)
    is_checked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["off", "work"]), name="places_holiday_kind"),
            models.CheckConstraint(condition=Q(is_checked=False) | ~Q(source=""), name="places_checked_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class HolidayRule(models.Model):
    """What a site does on public holidays: the weekday's hours, hours of its own, or closed."""

    site = models.OneToOneField(Site, models.PROTECT, primary_key=True, related_name="+")
    mode = models.CharField(max_length=8)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    workday_as = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="hours", closes__gt=F("opens"))
                | Q(mode__in=["ordinary", "closed"], opens__isnull=True, closes__isnull=True),
                name="places_holiday_hours",
            ),
            models.CheckConstraint(
                condition=Q(workday_as__isnull=True) | Q(workday_as__lte=6), name="places_workday_as"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.mode}"


class Population(models.Model):
    """People of an area in a year, with the source of the number."""

    area = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    persons = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year", "kind"], name="places_one_population")]

    def __str__(self) -> str:
        return f"{self.area} {self.year}: {self.persons}"
