"""Files of authorities: UNIMARC/A (2xx, 4xx, 5xx) and MARC 21 (1xx, 4xx, 5xx), as headings with forms and see-alsos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.catalogue.headings import forms
from shushan.catalogue.headings.deriving import note, read_again
from shushan.catalogue.headings.models import Access, Heading, SeeAlso, Variant
from shushan.catalogue.imports import uuid_of
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound

KIND = "catalogue.authorities"
MOST = 2_000_000_000
SLICE = 100
_UNIMARC = {"00": "agent", "10": "agent", "15": "subject", "20": "agent", "30": "series", "50": "subject"}
_MARC21 = {"00": "agent", "10": "agent", "11": "agent", "30": "series", "50": "subject", "51": "subject"}


@dataclass(slots=True)
class Authority:
    """One record of a file: its number, kind, heading and dates, other forms, names to see also, a note."""

    number: str
    kind: str
    name: str
    dates: str = ""
    others: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class Told:
    """What came of a file so far."""

    read: int = 0
    taken: int = 0
    left: int = 0


def authority(record: Marc) -> Authority | None:
    """Return what a record of authority says, or None when it has no heading that is kept here."""
    is_uni = record.leader[6:7] in "xyw" or not any(record.of("100", "110", "111", "130", "150", "151"))
    table, first = (_UNIMARC, "2") if is_uni else (_MARC21, "1")
    main = next((f for f in record.fields if f.tag[0] == first and f.tag[1:] in table), None)
    if main is None or not (name := _name(main, is_uni)):
        return None
    said = Authority((record.control("001") or record.first("035", "a")).strip()[:60], table[main.tag[1:]], name)
    said.dates = forms.dates(main.get("f" if is_uni else "d")) if said.kind == "agent" else ""
    for one in record.fields:
        if one.tag[1:] in table and one.tag[0] in "457" and (text := _name(one, is_uni)):
            is_also = one.tag[0] == "5" and table[one.tag[1:]] == said.kind
            if one.tag[0] == "4" or (one.tag[0] == "7" and is_uni):
                said.others.append(text)
            elif is_also:
                said.also.append(text)
    said.others += [] if is_uni else _linked(record, main)
    said.note = " ".join(f.get("a") for f in record.of("300", "340", "678", "680") if f.get("a"))[:500]
    return said


def _name(one: Field, is_uni: bool) -> str:
    is_person = one.tag[1:] == "00"
    first, second = one.get("a"), one.get("b")
    if is_uni and is_person and second and first.isascii():
        return forms.trimmed(f"{first}, {second}")
    if not is_uni and one.tag[1:] in ("50", "51"):
        return forms.trimmed(" -- ".join(one.all("avxyz")))
    return forms.trimmed(" ".join(one.all("ab")) if not is_person else first)


def _linked(record: Marc, main: Field) -> Iterable[str]:
    return [text for one in record.of("880") if one.get("6")[:1] in "14" and (text := _name_of_linked(one, main))]


def _name_of_linked(one: Field, main: Field) -> str:
    return forms.trimmed(one.get("a")) if one.get("6")[1:3] == main.tag[1:] else ""


def start_import(*, actor: Actor, at: datetime, file_id: str, source: str) -> int:
    """Start taking over a kept file of authorities; return its job's id. Read again it changes nothing more.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no source, or no MARC
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    if not source.strip():
        raise Invalid(_("请填写来源，例如 国图名称规范"), field="source")
    kept = files.value(uuid_of(file_id))
    if kept.kind != KIND:
        raise NotFound(_("没有这个文件"))
    title = _("导入规范：%(name)s") % {"name": kept.name}
    arguments: dict[str, str | int] = {"file_id": str(kept.id), "source": source.strip()[:40]}
    return jobs.start("catalogue.import-authorities", arguments, actor=actor, at=at, title=title)


@jobs.declare("catalogue.import-authorities", title=gettext_lazy("导入规范"))
def import_authorities(work: jobs.Work, file_id: str, source: str) -> None:
    """Take a file over, slice by slice, from where the last finished slice ended."""
    work.actor.require(CatalogueAct.EDIT_HEADINGS)
    told = Told(*(int(work.resume_from.get(name, 0)) for name in ("read", "taken", "left")))
    begin = told.read
    with files.open_file(uuid_of(file_id)) as raw:
        batch: list[Marc | None] = []
        for number, one in enumerate(marc_files.read(marc_files.opened(raw)), start=1):
            if number <= begin:
                continue
            batch.append(one.record)
            if len(batch) == SLICE:
                _slice(work, batch, source, told)
                batch = []
        _slice(work, batch, source, told)
    counts = {"read": told.read, "taken": told.taken, "left": told.left}
    work.log(_("读到 %(read)d 条，收下 %(taken)d 条，未收 %(left)d 条（没有名称、主题或丛书标目，或读不了）") % counts)


def _slice(work: jobs.Work, batch: list[Marc | None], source: str, told: Told) -> None:
    with work.slice() as checkpoint:
        for record in batch:
            told.read += 1
            said = authority(record) if record is not None else None
            if said is None or not take(said, source=source):
                told.left += 1
            else:
                told.taken += 1
        checkpoint |= {"read": told.read, "taken": told.taken, "left": told.left, "done": told.read}


@write()
def take(said: Authority, *, source: str) -> bool:
    """Keep one authority: its heading by number, else by name and dates; forms and see-alsos are added to it."""
    key = forms.key(said.name)
    if not key:
        return False
    one = _standing(said, key, source)
    is_changed = _forms(one, said)
    for text in said.also:
        _lead(one, text)
    if is_changed:
        note(Access.objects.filter(heading=one).values_list("record_id", flat=True))
    return True


def _standing(said: Authority, key: str, source: str) -> Heading:
    numbered = (
        Heading.objects.filter(kind=said.kind, source=source, number=said.number).first() if said.number else None
    )
    same = Heading.objects.filter(kind=said.kind, key=key)
    one = numbered or same.filter(dates=said.dates).first() or same.filter(dates="").first()
    if one is None:
        sort, letter = forms.order(said.name, is_name=said.kind == "agent")
        one = Heading(kind=said.kind, key=key, name=said.name, sort=sort, letter=letter)
        read_again(said.kind, key)
    elif numbered is not None and numbered.key != key and not same.filter(dates=said.dates).exists():
        Variant.objects.get_or_create(heading=one, key=one.key, defaults={"text": one.name, "origin": "file"})
        one.name, one.key = said.name, key
        one.sort, one.letter = forms.order(said.name, is_name=said.kind == "agent")
    if not one.dates and not same.filter(dates=said.dates).exclude(pk=one.pk).exists():
        one.dates = said.dates
    one.note = one.note or said.note
    if said.number and not one.number:
        one.source, one.number = source, said.number
    one.is_kept = True
    one.save()
    return one


def _forms(one: Heading, said: Authority) -> bool:
    is_changed = False
    for text in said.others:
        key = forms.key(text)
        if key and key != one.key:
            made = {"text": text[: forms.LONGEST], "origin": "file"}
            _variant, is_new = Variant.objects.get_or_create(heading=one, key=key, defaults=made)
            if is_new:
                is_changed = True
                read_again(one.kind, key)
    return is_changed


def _lead(one: Heading, text: str) -> None:
    """Lead to the heading of this name; one that is not there yet is founded, its own record may come later."""
    key = forms.key(text)
    if not key or key == one.key:
        return
    sort, letter = forms.order(text, is_name=one.kind == "agent")
    other = Heading.objects.filter(kind=one.kind, key=key).order_by("pk").first()
    other = other or Heading.objects.create(kind=one.kind, key=key, name=text, sort=sort, letter=letter, is_kept=True)
    low, high = sorted((one.pk, other.pk))
    SeeAlso.objects.get_or_create(one_id=low, other_id=high)
