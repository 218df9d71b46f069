"""The tables of the catalogue. Written only by this room's operations and its import job."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr

from shushan.catalogue import import_models  # noqa: F401 - tables of the same room
from shushan.catalogue.item_kinds import KIND_NAMES
from shushan.catalogue.marc.findable import material
from shushan.catalogue.terms import ItemKind


class ShownRecords(models.Manager["BibRecord"]):
    """The records that everybody may see."""

    def get_queryset(self) -> models.QuerySet[BibRecord]:
        """Leave out what is suppressed."""
        return super().get_queryset().filter(is_suppressed=False)


class BibRecord(models.Model):
    """One bibliographic record: the raw MARC as it came (UTF-8), and the columns projected from it."""

    format = models.CharField(max_length=6)
    source = models.CharField(max_length=40)
    control_number = models.CharField(max_length=60)
    marc = models.BinaryField(default=b"")
    title = models.TextField()
    title_original = models.TextField(blank=True)
    title_part = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=300, blank=True)
    contributor = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=100, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    clc = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=3, blank=True)
    audience = models.CharField(max_length=5, default="adult")
    country = models.CharField(max_length=40, blank=True)
    subjects = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    extent = models.CharField(max_length=200, blank=True)
    series = models.CharField(max_length=300, blank=True)
    issn = models.CharField(max_length=9, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True)
    is_suppressed = models.BooleanField(default=False)  # only staff see it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = models.Manager()
    shown = ShownRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "control_number"], name="catalogue_record_known_once"),
            models.CheckConstraint(condition=~Q(title=""), name="catalogue_record_has_title"),
        ]
        indexes = [
            models.Index(fields=["-changed_at"], name="catalogue_record_changed"),
            models.Index(fields=["changed_at", "id"], name="catalogue_record_in_order"),
            models.Index(fields=["issn"], condition=~Q(issn=""), name="catalogue_record_issn"),
            models.Index(Substr("title", 1, 60), name="catalogue_record_by_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def material(self) -> str:
        """What kind of thing it is (book, serial …) as its MARC says; empty where there is none."""
        leader = bytes(self.marc[:24]).decode("ascii", "replace")
        return material(leader, is_cn=self.format == "cnmarc") if leader else ""


class RecordIsbn(models.Model):
    """One ISBN of a record, in 13 digits."""

    record = models.ForeignKey(BibRecord, models.CASCADE, related_name="isbns")
    isbn = models.CharField(max_length=13, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "isbn"], name="catalogue_isbn_once")]

    def __str__(self) -> str:
        return self.isbn


class Item(models.Model):
    """One copy with a barcode. ``site`` is where it is now, ``home_site`` where it belongs."""

    barcode = models.CharField(max_length=40, unique=True)
    record = models.ForeignKey(BibRecord, models.PROTECT, related_name="items")
    call_number = models.CharField(max_length=80, blank=True)
    shelf_key = models.CharField(max_length=200, blank=True, default="")
    home_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    shelf = models.CharField(max_length=60, blank=True)
    price_fen = models.PositiveIntegerField(null=True, blank=True)
    price_text = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, default="in-stock")
    accessioned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)  # by hand, after it came
    import_id = models.BigIntegerField(null=True, blank=True)  # the import that brought it
    kind = models.CharField(max_length=12, default="book")
    accession_number = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="catalogue_item_withdrawn_when",
            ),
            models.CheckConstraint(condition=~Q(barcode=""), name="catalogue_item_has_barcode"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in ItemKind]), name="catalogue_item_kind_known"),
            models.UniqueConstraint(
                fields=["accession_number"], condition=~Q(accession_number=""), name="catalogue_accession_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["home_site", "shelf_key"], name="catalogue_item_on_shelf"),
            models.Index(fields=["id"], condition=Q(shelf_key=""), name="catalogue_item_without_key"),
        ]

    def __str__(self) -> str:
        return self.barcode


class AccessionSequence(models.Model):
    """The next accession number of a prefix. One row for each prefix that was ever used."""

    prefix = models.CharField(max_length=12, unique=True)
    following = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.prefix}{self.following}"


class RecordGone(models.Model):
    """A record that was deleted: harvesters are told for ever. ``into_id`` names the record it was merged into."""

    record_id = models.BigIntegerField(unique=True)
    source = models.CharField(max_length=40)
    control_number = models.CharField(max_length=60)
    gone_at = models.DateTimeField()
    into_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["gone_at", "id"], name="catalogue_gone_in_order")]

    def __str__(self) -> str:
        return f"{self.source} {self.control_number}"


class ClcClass(models.Model):
    """One class of the library's own table of the 中图法; the main classes are shipped in the code."""

    code = models.CharField(max_length=40, unique=True)
    main = models.CharField(max_length=1)
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["main", "key"], name="catalogue_class_in_order")]

    def __str__(self) -> str:
        return self.code


class RecordVersion(models.Model):
    """A state of a record, as MARC; it stays when the record is merged away."""

    record_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=10)
    marc = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "number"], name="catalogue_version_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class RecordMerge(models.Model):
    """A record that was merged into another, whole, so that it can come back."""

    kept_id = models.BigIntegerField(db_index=True)
    gone_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    row = models.JSONField()
    marc = models.BinaryField(default=b"")
    isbns = models.JSONField(default=list)
    items = models.JSONField(default=list)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class ItemBatch(models.Model):
    """Many items that were changed at once, as they were before, so that it can be undone."""

    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    changes = models.JSONField()
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{len(self.before)} items"

    @property
    def kind_name(self) -> object:
        """The kind that the items became, in words; empty when it stayed."""
        said = self.changes.get("kind")
        return KIND_NAMES[ItemKind(said)] if said else ""

    @property
    def is_renumbered(self) -> bool:
        """Whether the items got other accession numbers."""
        return any(len(row) > 6 and row[6] for row in self.before)


class StockTake(models.Model):
    """One stock-take of a part of a site's shelves: from a call number to another, both inclusive; empty is open."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    since = models.CharField(max_length=80, blank=True)
    until = models.CharField(max_length=80, blank=True)
    since_key = models.CharField(max_length=200, blank=True)
    until_key = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.since}–{self.until}"


class StockScan(models.Model):
    """A barcode that was scanned in a stock-take, once."""

    take = models.ForeignKey(StockTake, models.CASCADE, related_name="scans")
    barcode = models.CharField(max_length=40)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=10)
    scanned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "barcode"], name="catalogue_scan_once")]

    def __str__(self) -> str:
        return f"{self.barcode}: {self.verdict}"


class CopyTarget(models.Model):
    """Another catalogue from which records are taken."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=6)
    address = models.CharField(max_length=300)
    syntax = models.CharField(max_length=60)
    isbn_index = models.CharField(max_length=60)
    title_index = models.CharField(max_length=60)
    author_index = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class WithdrawalProposal(models.Model):
    """Items that somebody proposes to withdraw; another person decides. ``items`` are ids."""

    items = models.JSONField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="proposed")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(made_by=models.F("decided_by")), name="catalogue_withdrawal_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True) | Q(decided_at__isnull=False, decided_by__gt=""),
                name="catalogue_withdrawal_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.items)} items, {self.state}"


import shushan.catalogue.headings.models  # noqa: E402 - Django finds a room's tables here
import shushan.catalogue.lists.models  # noqa: E402
import shushan.catalogue.themes.models  # noqa: E402, F401
