"""The tables of imports: files, studies, where copies are named, what became of each record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """One file being imported; progress and state live in its job."""

    job_id = models.BigIntegerField(null=True, unique=True)
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    holdings = models.CharField(max_length=4, default="any")
    made_at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    doubles = models.CharField(max_length=5, default="take")
    mapping = models.JSONField(default=dict)  # as it was when the import began; empty: ``holdings`` says
    undo_job_id = models.BigIntegerField(null=True, unique=True)
    undo_asked_at = models.DateTimeField(null=True)
    undo_asked_by = models.CharField(max_length=80, blank=True, default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undo_asked_at__isnull=True) | Q(undo_asked_by__gt=""), name="catalogue_undo_asked_by"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportStudy(models.Model):
    """What importing a file would do, read through before anything is written: counts and examples by outcome."""

    job_id = models.BigIntegerField(null=True, unique=True)
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    holdings = models.CharField(max_length=4, default="any")
    mapping = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    found = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    run = models.OneToOneField(ImportRun, models.PROTECT, null=True, related_name="study")

    def __str__(self) -> str:
        return self.file_name


class HoldingsMapping(models.Model):
    """Where the files of one source name their copies: a field and its subfields."""

    name = models.CharField(max_length=40, unique=True)
    tag = models.CharField(max_length=3)
    barcode = models.CharField(max_length=1)
    call = models.CharField(max_length=1, blank=True)
    parts = models.CharField(max_length=6, blank=True)
    glue = models.CharField(max_length=3, blank=True)
    shelf = models.CharField(max_length=1, blank=True)
    price = models.CharField(max_length=1, blank=True)
    status = models.CharField(max_length=1, blank=True)
    accession = models.CharField(max_length=1, blank=True, default="")
    kind = models.CharField(max_length=1, blank=True, default="")
    left_out = models.JSONField(default=list)
    has_ranges = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(barcode="") & ~Q(tag=""), name="catalogue_mapping_is_whole"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """One record (or item) that was not taken: where in the file, why, and the bytes."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    ordinal = models.PositiveIntegerField()
    position = models.BigIntegerField()
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    raw = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["run", "ordinal"], name="catalogue_problem_by_run")]

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.reason}"


class ImportLine(models.Model):
    """What an import did with one record: ``new``, ``updated`` or ``unchanged``, its coding, and what it said before.

    ``codings`` says which fields were read in which coding, where the record is in several (``encoding`` is then mixed).
    ``double_id`` is a record that was there and looks the same, ``likeness`` by what. ``undo`` is what became of it when the import was
    taken back: ``undone``, or why it was left alone.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    ordinal = models.PositiveIntegerField()
    record_id = models.BigIntegerField()
    outcome = models.CharField(max_length=10)
    encoding = models.CharField(max_length=10)
    codings = models.CharField(max_length=300, default="", blank=True)
    before = models.BinaryField(default=b"")
    double_id = models.BigIntegerField(null=True)
    likeness = models.CharField(max_length=5, default="", blank=True)
    undo = models.CharField(max_length=12, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "ordinal"], name="catalogue_line_by_run")]

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.outcome}"
