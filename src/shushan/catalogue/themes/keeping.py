"""Keep themed shelves: found one, change it, put titles on it, take it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.themes.models import ShelfTitle, ThemedShelf
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound

MOST = 300  # titles of one shelf


@dataclass(frozen=True, slots=True)
class ThemeSaid:
    """What is said about a themed shelf; ``until`` None is open, ``site_id`` None is everywhere."""

    title: str
    since: date
    until: date | None = None
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    site_id: int | None = None
    audience: str = "adult"


@write()
def keep_theme(*, actor: Actor, at: datetime, said: ThemeSaid, shelf_id: int | None = None) -> int:
    """Found a themed shelf or change one; return its id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no title, or it ends before it begins
    """
    actor.require(CatalogueAct.EDIT_THEMES, site_id=said.site_id)
    if not said.title.strip():
        raise Invalid(_("请填写书架的名字"), field="title")
    if said.until is not None and said.until < said.since:
        raise Invalid(_("结束的日子在开始之前"), field="until")
    columns = {
        "title": said.title.strip(), "title_en": said.title_en.strip(), "text": said.text.strip(),
        "text_en": said.text_en.strip(), "site_id": said.site_id, "audience": said.audience, "since": said.since,
        "until": said.until, "changed_at": at, "changed_by": actor.label,
    }  # fmt: skip
    if shelf_id is None:
        return ThemedShelf.objects.create(**columns).pk
    _mine(shelf_id, actor)
    ThemedShelf.objects.filter(pk=shelf_id).update(**columns)
    return shelf_id


@write()
def put_titles(*, actor: Actor, at: datetime, shelf_id: int, wanted: Sequence[tuple[int, str]]) -> None:
    """Replace the titles of a shelf by these (record, why), in this order; a title that comes twice stands once.

    What came or left counts as changed: who harvests records of a list is told (OAI-PMH 2.0, 2.6 and 2.7.2).

    :raises NotAllowed: :raises NotFound: :raises Invalid: a record that is not there, or too many
    """
    _mine(shelf_id, actor)
    each = dict(reversed([*wanted]))
    order = list(dict.fromkeys(pk for pk, _why in wanted))
    if len(order) > MOST:
        raise Invalid(_("一个书架最多放 %(most)d 种书") % {"most": MOST}, field="titles")
    known = set(BibRecord.objects.filter(pk__in=order).values_list("pk", flat=True))
    if lacking := [pk for pk in order if pk not in known]:
        raise Invalid(_("没有编号为 %(number)d 的书目") % {"number": lacking[0]}, field="titles")
    old = set(ShelfTitle.objects.filter(shelf_id=shelf_id).values_list("record_id", flat=True))
    BibRecord.objects.filter(pk__in=old ^ set(order), changed_at__lt=at).update(changed_at=at)
    ShelfTitle.objects.filter(shelf_id=shelf_id).delete()
    rows = [
        ShelfTitle(shelf_id=shelf_id, record_id=pk, place=n, why=each[pk].strip()[:200]) for n, pk in enumerate(order)
    ]
    ShelfTitle.objects.bulk_create(rows)
    ThemedShelf.objects.filter(pk=shelf_id).update(changed_at=at, changed_by=actor.label)


def understood(text: str) -> list[tuple[int, str]]:
    """Return the titles that lines name: record number, ISBN or barcode, and after a space or bar a word why.

    :raises Invalid: a line that names nothing, by its number
    """
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\x00", "").splitlines(), start=1):
        if not line.strip():
            continue
        code, _space, why = line.strip().replace("|", " ", 1).replace("\t", " ", 1).partition(" ")
        record_id = _record(code)
        if record_id is None:
            said = _("第 %(number)d 行认不出：%(code)s") % {"number": number, "code": code[:40]}
            raise Invalid(said, field="titles", remedy=_("每行写书目编号、ISBN 或条码，空一格可以写推荐的话"))
        found.append((record_id, why))
    return found


@write()
def remove_theme(*, actor: Actor, at: datetime, shelf_id: int) -> None:
    """Take a themed shelf away for good; the books stay.

    :raises NotAllowed: :raises NotFound:
    """
    _mine(shelf_id, actor)
    ThemedShelf.objects.filter(pk=shelf_id).delete()


def _mine(shelf_id: int, actor: Actor) -> None:
    found = ThemedShelf.objects.filter(pk=shelf_id).first()
    if found is None:
        raise NotFound(_("没有这个主题书架"))
    actor.require(CatalogueAct.EDIT_THEMES, site_id=found.site_id)


def _record(code: str) -> int | None:
    if isbn := normalise(code):
        found = RecordIsbn.objects.filter(isbn=isbn).order_by("record_id").values_list("record_id", flat=True).first()
        if found is not None:
            return int(found)
    by_barcode = Item.objects.filter(barcode=code).values_list("record_id", flat=True).first()
    if by_barcode is not None:
        return int(by_barcode)
    if code.isascii() and code.isdecimal() and len(code) < 18 and BibRecord.objects.filter(pk=int(code)).exists():
        return int(code)
    return None
