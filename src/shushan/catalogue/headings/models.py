"""The tables of headings and works. Access and works are computed from the records and can be computed again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

LONGEST = 200


class StaleRecord(models.Model):
    """A record that came, changed or went since its headings were read; triggers of the database write this."""

    record_id = models.BigIntegerField(primary_key=True)
    serial = models.IntegerField(default=1)

    def __str__(self) -> str:
        return str(self.record_id)


class Heading(models.Model):
    """A name (``agent``), subject or series under the form that is shown. ``key`` is its matching form.

    ``dates`` tell namesakes apart. ``is_kept``: staff or a file of authorities said something about it, so it stays
    without records. ``uses`` is the number of public records.
    """

    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=LONGEST)
    name_en = models.CharField(max_length=LONGEST, blank=True)
    dates = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=LONGEST)
    sort = models.CharField(max_length=120)
    letter = models.CharField(max_length=1)
    uses = models.PositiveIntegerField(default=0)
    is_kept = models.BooleanField(default=False)
    source = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "dates"], name="catalogue_heading_once"),
            models.UniqueConstraint(
                fields=["kind", "source", "number"], condition=~Q(number=""), name="catalogue_heading_number_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="catalogue_heading_has_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["agent", "subject", "series"]), name="catalogue_heading_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["kind", "letter", "sort", "id"], name="catalogue_heading_in_order")]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """Another form of a heading; ``origin`` is who said so: ``record``, ``staff``, ``file`` (of authorities).

    ``refused``: a record says so, but staff know better; it leads nowhere and does not come back.
    """

    heading = models.ForeignKey(Heading, models.CASCADE, related_name="variants")
    text = models.CharField(max_length=LONGEST)
    key = models.CharField(max_length=LONGEST, db_index=True)
    origin = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["heading", "key"], name="catalogue_variant_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(text=""), name="catalogue_variant_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class SeeAlso(models.Model):
    """Two headings that lead to each other; one row for both ways."""

    one = models.ForeignKey(Heading, models.CASCADE, related_name="+")
    other = models.ForeignKey(Heading, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="catalogue_see_also_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="catalogue_see_also_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class Access(models.Model):
    """A record stands under a heading, as ``author``, ``with`` (translator, editor …), ``subject`` or ``series``.

    ``record_id`` is no foreign key: what is computed must never keep a record from being merged or taken back.
    """

    record_id = models.BigIntegerField()
    heading = models.ForeignKey(Heading, models.CASCADE, related_name="accesses", db_index=False)
    role = models.CharField(max_length=8)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "heading", "role"], name="catalogue_access_once"),
        ]
        indexes = [models.Index(fields=["heading", "record_id"], name="catalogue_access_by_heading")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.role} {self.heading_id}"


class WorkForm(models.Model):
    """One way in which a record names its work: title and author (``whole``), with the part of a set (``key``)."""

    record_id = models.BigIntegerField()
    key = models.CharField(max_length=LONGEST)
    whole = models.CharField(max_length=LONGEST, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "key"], name="catalogue_work_form_once")]
        indexes = [models.Index(fields=["key"], name="catalogue_work_form_key")]

    def __str__(self) -> str:
        return self.key


class WorkOf(models.Model):
    """The work of a record, named by the smallest id among its records."""

    record_id = models.BigIntegerField(primary_key=True)
    work_id = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.record_id}: {self.work_id}"
