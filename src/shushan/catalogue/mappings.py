"""Where a source names its copies: named mappings that a library makes once, looks at on a real file, and uses again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue import imports
from shushan.catalogue.import_models import HoldingsMapping
from shushan.catalogue.importing import Whence
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.marc.holdings import Mapping, ProjectedItem, copies
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord, Field
from shushan.catalogue.terms import CatalogueAct, Holdings
from shushan.database.public import write
from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound

LOOKED_AT: Final = 10  # records of a file that a mapping is tried on
_TAG = re.compile(r"[0-9A-Z]{3}")
_CODE = re.compile(r"[0-9a-z]?")


@dataclass(frozen=True, slots=True)
class MappingValue:
    """A mapping with its name."""

    id: int
    name: str
    said: Mapping
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One record of a file: the field as it stands there, and the copies that a mapping reads in it."""

    ordinal: int
    title: str
    fields: tuple[str, ...]
    items: tuple[ProjectedItem, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A mapping on the first records of a file; ``tags`` are the local fields that stand there, with their number."""

    records: list[Tried]
    tags: list[tuple[str, int]]

    @property
    def copies(self) -> int:
        """How many copies were read."""
        return sum(len(one.items) for one in self.records)


@write()
def keep(*, actor: Actor, at: datetime, name: str, said: Mapping, mapping_id: int | None = None) -> int:
    """Keep a mapping under a name (a new one, or another content of one that is there); return its id.

    An import that runs or ran keeps the mapping it began with.

    :raises NotAllowed: :raises Invalid: no name, a tag or code that MARC does not have :raises Conflict: the name is taken
    :raises NotFound:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    _check(name, said)
    values: dict[str, Any] = asdict(said) | {
        "name": name.strip()[:40], "left_out": list(said.left_out), "parts": "".join(said.parts),
        "changed_at": at, "changed_by": actor.label,
    }  # fmt: skip
    try:
        with transaction.atomic():
            if mapping_id is None:
                return HoldingsMapping.objects.create(**values).pk
            if not HoldingsMapping.objects.filter(pk=mapping_id).update(**values):
                raise NotFound(_("没有这个字段对应"))
    except IntegrityError as error:
        raise Conflict(_("已经有叫“%(name)s”的字段对应") % {"name": name.strip()}, remedy=_("请换一个名字")) from error
    return mapping_id


@write()
def remove(*, actor: Actor, at: datetime, mapping_id: int) -> None:
    """Forget a mapping; imports that used it keep what they used.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    if not HoldingsMapping.objects.filter(pk=mapping_id).delete()[0]:
        raise NotFound(_("没有这个字段对应"))


def _check(name: str, said: Mapping) -> None:
    if not name.strip():
        raise Invalid(_("请给这个对应起个名字，例如书商名"), field="name")
    if not _TAG.fullmatch(said.tag) or said.tag < "010":
        raise Invalid(_("字段号是三位，例如 905"), field="tag")
    if not said.barcode:
        raise Invalid(_("请填条码在哪个子字段"), field="barcode")
    for field in ("barcode", "call", "shelf", "price", "status", "accession", "kind"):
        if not _CODE.fullmatch(getattr(said, field)):
            raise Invalid(_("子字段代码是一个小写字母或数字"), field=field)
    if any(not code or not _CODE.fullmatch(code) for code in said.parts):
        raise Invalid(_("写各段的子字段代码，例如 de"), field="parts")
    if said.left_out and not said.status:
        raise Invalid(_("写了不收的状态，也要填状态在哪个子字段"), field="status")


def mappings() -> list[MappingValue]:
    """Return every mapping by its name, in one query."""
    return [_value(row) for row in HoldingsMapping.objects.order_by("name")]


def mapping(mapping_id: int) -> MappingValue:
    """Return a mapping.

    :raises NotFound:
    """
    row = HoldingsMapping.objects.filter(pk=mapping_id).first()
    if row is None:
        raise NotFound(_("没有这个字段对应"))
    return _value(row)


def by_name(name: str) -> MappingValue:
    """Return a mapping by its name.

    :raises NotFound:
    """
    row = HoldingsMapping.objects.filter(name=name).first()
    if row is None:
        raise NotFound(_("没有叫“%(name)s”的字段对应") % {"name": name})
    return _value(row)


def named(name: str) -> Whence:
    """Return where copies are named: as the mapping of this name says, or without a name in any of the known fields.

    :raises NotFound:
    """
    return by_name(name).said if name else Holdings.ANY


def frozen(whence: Whence) -> dict[str, Any]:
    """Return what an import keeps of where its copies are named."""
    return asdict(whence) if isinstance(whence, Mapping) else {}


def whence(holdings: str, kept: dict[str, Any]) -> Whence:
    """Return where an import finds its copies, from what it kept."""
    if not kept:
        return Holdings(holdings)
    return Mapping(**kept | {"parts": tuple(kept["parts"]), "left_out": tuple(kept["left_out"])})


def try_out(*, actor: Actor, file_id: str, said: Mapping) -> Trial:
    """Read the first records of a kept file with a mapping; nothing is written.

    :raises NotAllowed: :raises NotFound: :raises NotAnImportFile:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    tried, tags = list[Tried](), Counter[str]()
    with files.open_file(imports.uuid_of(file_id)) as raw:
        imports.recognise(raw)
        for taken in islice(marc_files.read(marc_files.opened(raw)), LOOKED_AT):
            if taken.record is None:
                continue
            tags.update(field.tag for field in taken.record.fields if field.tag[0] == "9" or field.tag == "852")
            try:
                title = project(taken.record).title
            except BadRecord:
                title = ""
            fields = tuple(_shown(field) for field in taken.record.of(said.tag))
            tried.append(Tried(taken.ordinal, title, fields, tuple(copies(taken.record, (said,)))))
    return Trial(tried, sorted(tags.items()))


def _shown(field: Field) -> str:
    inner = " ".join(f"‡{code} {text.strip()}" for code, text in field.subfields)
    return f"{field.tag} {field.indicators.replace(' ', '#')} {inner}"


def _value(row: HoldingsMapping) -> MappingValue:
    said = Mapping(
        row.tag, row.barcode, row.call, tuple(row.parts), row.glue, row.shelf, row.price, row.status,
        tuple(row.left_out), row.has_ranges, row.accession, row.kind,
    )  # fmt: skip
    return MappingValue(row.pk, row.name, said, row.changed_at, row.changed_by)
