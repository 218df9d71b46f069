"""What others see of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shushan.catalogue.states import ItemState
from shushan.kernel.verbs import Act


class CatalogueAct(Act):
    """Verbs of the catalogue."""

    SEE_STAFF_LIST = "catalogue.see-records"
    EDIT_RECORD = "catalogue.edit-record"
    ADD_ITEM = "catalogue.add-item"
    EDIT_ITEM = "catalogue.edit-item"
    WITHDRAW_ITEM = "catalogue.withdraw-item"
    MOVE_ITEM = "catalogue.move-item"
    IMPORT = "catalogue.import"
    EXPORT = "catalogue.export"
    EDIT_CLASSES = "catalogue.edit-classes"
    EDIT_HEADINGS = "catalogue.edit-headings"
    EDIT_THEMES = "catalogue.edit-themes"
    KEEP_OWN_LISTS = "catalogue.keep-own-lists"
    TAKE_STOCK = "catalogue.take-stock"
    EDIT_TARGETS = "catalogue.edit-targets"
    PROPOSE_WITHDRAWAL = "catalogue.propose-withdrawal"
    APPROVE_WITHDRAWAL = "catalogue.approve-withdrawal"


@dataclass(frozen=True, slots=True)
class CopyKind:
    """What lending rules ask of a copy: its kind, its shelf mark, where it belongs."""

    kind: str
    shelf: str
    home_site_id: int


class MarcFormat(StrEnum):
    """The two families of MARC."""

    MARC21 = "marc21"
    CNMARC = "cnmarc"


class Holdings(StrEnum):
    """Which field of a file names the copies: any of the five, one of them, or none (records only)."""

    ANY = "any"
    CHINESE_905 = "905"
    MARC21_852 = "852"
    KOHA_952 = "952"
    UNIMARC_995 = "995"
    LOCAL_949 = "949"
    NONE = "none"


class Doubles(StrEnum):
    """What an import does with a new record that another one looks like (see ``Likeness``): take it, or leave it out and say so."""

    TAKE = "take"
    LEAVE = "leave"


class Likeness(StrEnum):
    """What makes a record look like one that is there: the same ISBN, the same ISSN, or title and author alike."""

    ISBN = "isbn"
    ISSN = "issn"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A record that the undoing of an import left alone; ``code`` says why, ``barcodes`` which copies stay."""

    id: int
    ordinal: int
    record_id: int
    title: str
    code: str
    barcodes: tuple[str, ...] = ()


class Audience(StrEnum):
    """For whom a work is meant."""

    ADULT = "adult"
    CHILD = "child"


class ItemKind(StrEnum):
    """What kind of thing a copy is (文献类型); ``REFERENCE`` stays in the house whatever it is."""

    BOOK = "book"
    PICTURE_BOOK = "picture-book"
    SERIAL = "serial"
    NEWSPAPER = "newspaper"
    AUDIO = "audio"
    VIDEO = "video"
    ELECTRONIC = "electronic"
    MAP = "map"
    SCORE = "score"
    REFERENCE = "reference"
    OTHER = "other"


class Sharing(StrEnum):
    """Whether a copy may have the 种次号 of another work: as it is said, or only where nobody else has it."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which copies the staff list shows; empty values ask for nothing.

    ``text`` matches barcode, accession number, the beginning of a call number, or words of the title; ``site_id`` is
    where a copy belongs, ``site_ids`` to which sites it must (None: all); ``accessioned_before`` an instant, exclusive;
    ``is_lendable`` leaves out what never leaves the house.
    """

    text: str = ""
    kind: str = ""
    state: str = ""
    site_id: int | None = None
    main_class: str = ""
    site_ids: tuple[int, ...] | None = None
    accessioned_before: datetime | None = None
    is_lendable: bool = False


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records the staff list shows; empty values ask for nothing.

    ``text`` matches title, author, class, ISBN, control number or an item's barcode; ``main_class`` is a letter of the
    中图法; ``has_copies`` asks for records with or without items (at the site and of the kind, where one is given).
    """

    text: str = ""
    main_class: str = ""
    audience: str = ""
    site_id: int | None = None
    has_copies: bool | None = None
    is_suppressed: bool | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in one line."""

    id: int
    title: str
    title_original: str
    author: str
    publisher: str
    year: int | None
    clc: str
    language: str
    isbn: str
    is_suppressed: bool = False
    part: str = ""

    @property
    def named(self) -> str:
        """The title with its part: volumes of one set are told apart by it."""
        return f"{self.title} {self.part}" if self.part and not self.title.endswith(self.part) else self.title


@dataclass(frozen=True, slots=True)
class RecordValue:
    """A record as others see it; ``marc`` is the raw record (UTF-8 ISO 2709), empty when it was typed here."""

    id: int
    title: str
    title_original: str
    title_part: str
    author: str
    contributor: str
    publisher: str
    place: str
    year: int | None
    isbns: tuple[str, ...]
    clc: str
    language: str
    audience: Audience
    country: str
    subjects: tuple[str, ...]
    summary: str
    extent: str
    series: str
    source: str
    control_number: str
    format: MarcFormat
    marc: bytes
    changed_at: datetime
    is_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class ItemValue:
    """An item. ``home_site_id`` is where it belongs, ``site_id`` where it is now.

    ``price_text`` is what its record said of a price that is not in yuan (HK$98.00, 非卖品); ``price_fen`` is then None.
    """

    id: int
    barcode: str
    record_id: int
    title: str
    author: str
    clc: str
    call_number: str
    home_site_id: int
    site_id: int
    state: ItemState
    shelf: str
    price_fen: int | None = None
    kind: ItemKind = ItemKind.BOOK
    accession_number: str = ""
    price_text: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an item can be had: ``code`` is ``in``, ``out``, ``transit``, ``kept`` or ``withdrawn``.

    ``due_at`` when it is out. ``transit``: on its way to another site; ``kept``: on the pick-up shelf for a reader.
    """

    code: str
    due_at: datetime | None = None


class TargetKind(StrEnum):
    """How another catalogue is asked."""

    SRU = "sru"
    Z3950 = "z3950"


@dataclass(frozen=True, slots=True)
class TargetValue:
    """Another catalogue from which records are taken.

    ``address`` is a URL (SRU) or ``host:port/database`` (Z39.50); ``syntax`` a record schema (``marcxml``) or syntax
    (``unimarc``, ``usmarc``); the indexes are CQL names (SRU) or Bib-1 use attributes (Z39.50).
    """

    id: int
    code: str
    name: str
    kind: TargetKind
    address: str
    syntax: str
    isbn_index: str
    title_index: str
    author_index: str


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """What is looked for in another catalogue; an ISBN alone, or words of title and author."""

    isbn: str = ""
    title: str = ""
    author: str = ""
