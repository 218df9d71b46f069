"""Keep headings: found one, say more about it, its other forms, what to see also; bring two together.

The records are not touched: they stand under whatever their texts lead to, and are read again when that changes. So
two headings that were brought together part again when the form that did it is taken away.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue.headings import forms
from shushan.catalogue.headings.deriving import note, read_again
from shushan.catalogue.headings.models import Access, Heading, SeeAlso, StaleRecord, Variant
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound

KINDS = ("agent", "subject", "series")


@write()
def found_heading(*, actor: Actor, at: datetime, kind: str, name: str, dates: str = "") -> int:
    """Found a heading that stays also without records; return its id.

    :raises NotAllowed: :raises Invalid: :raises Conflict: there is one of this name and these dates
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    if kind not in KINDS:
        raise Invalid(_("请选择名称、主题或丛书"), field="kind")
    key = _key(name, "name")
    sort, letter = forms.order(name, is_name=kind == "agent")
    said = {"name": name.strip(), "sort": sort, "letter": letter, "is_kept": True}
    made, is_new = Heading.objects.get_or_create(kind=kind, key=key, dates=_dates(dates), defaults=said)
    if not is_new:
        raise Conflict(_("已经有“%(name)s”这个标目") % {"name": made.name}, remedy=_("请直接维护那一个"))
    read_again(kind, key)
    return made.pk


@write()
def edit_heading(
    *, actor: Actor, at: datetime, heading_id: int, name: str, name_en: str = "", dates: str = "", note_said: str = ""
) -> None:
    """Change what is said about a heading. Under another name the former one stays as a form that leads here.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: another heading has this name and dates
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    one, key = _heading(heading_id), _key(name, "name")
    sort, letter = forms.order(name, is_name=one.kind == "agent")
    former = (one.key, one.name)
    try:
        with transaction.atomic():
            Heading.objects.filter(pk=one.pk).update(
                name=name.strip(), key=key, sort=sort, letter=letter, name_en=name_en.strip()[: forms.LONGEST],
                dates=_dates(dates), note=note_said.strip()[:500], is_kept=True,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            _("另一个标目已经叫“%(name)s”") % {"name": name.strip()}, remedy=_("如果是同一个，请用合并")
        ) from error
    Variant.objects.filter(heading=one, key=key).delete()
    if former[0] != key:
        Variant.objects.get_or_create(heading=one, key=former[0], defaults={"text": former[1], "origin": "staff"})
        read_again(one.kind, key)
    english = forms.key(name_en)
    if english and english != key:
        Variant.objects.get_or_create(heading=one, key=english, defaults={"text": name_en.strip(), "origin": "staff"})
        read_again(one.kind, english)
    _again(one)


@write()
def add_variant(*, actor: Actor, at: datetime, heading_id: int, text: str) -> None:
    """Add another form; whoever asks by it finds the heading's records.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: it is there, or is another heading
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    one, key = _heading(heading_id), _key(text, "text")
    if key == one.key:
        raise Conflict(_("这就是标目本身的写法"))
    if other := Heading.objects.filter(kind=one.kind, key=key, uses__gt=0).exclude(pk=one.pk).first():
        said = _("“%(name)s”现在是另一个标目，有 %(n)d 种书") % {"name": other.name, "n": other.uses}
        raise Conflict(said, remedy=_("如果是同一个，请在下面合并"))
    said_before = Variant.objects.filter(heading=one, key=key).first()
    if said_before is not None and said_before.origin != "refused":
        raise Conflict(_("这个写法已经有了"))
    Variant.objects.update_or_create(
        heading=one, key=key, defaults={"text": text.strip()[: forms.LONGEST], "origin": "staff"}
    )
    _kept(one)
    read_again(one.kind, key)


@write()
def remove_variant(*, actor: Actor, at: datetime, heading_id: int, variant_id: int) -> None:
    """Take a form away. What records or a file say is refused, so that it does not come back by itself.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    one = _heading(heading_id)
    found = Variant.objects.filter(pk=variant_id, heading=one).first()
    if found is None:
        raise NotFound(_("没有这个写法"))
    if found.origin == "staff":
        found.delete()
    else:
        Variant.objects.filter(pk=found.pk).update(origin="refused")
    _again(one)


@write()
def merge_headings(*, actor: Actor, at: datetime, keep_id: int, gone_id: int) -> None:
    """Bring two headings of one kind together: the second becomes a form of the first, with all its own forms.

    It comes back when that form is taken away from the first.

    :raises NotAllowed: :raises NotFound: :raises Invalid: itself, or of another kind
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    keep, gone = _heading(keep_id), _heading(gone_id)
    if keep.pk == gone.pk or keep.kind != gone.kind:
        raise Invalid(_("只能合并同一类的两个标目"), field="other")
    note(Access.objects.filter(heading=gone).values_list("record_id", flat=True))
    told = [(gone.key, gone.name, "staff"), *Variant.objects.filter(heading=gone).values_list("key", "text", "origin")]
    for key, text, origin in told:
        if key != keep.key:
            Variant.objects.get_or_create(heading=keep, key=key, defaults={"text": text, "origin": origin})
    for other_id in _also_of(gone):
        if other_id != keep.pk:
            _see_also(keep.pk, other_id)
    gone.delete()
    _kept(keep)
    _again(keep)


@write()
def add_see_also(*, actor: Actor, at: datetime, heading_id: int, other_id: int) -> None:
    """Let two headings lead to each other.

    :raises NotAllowed: :raises NotFound: :raises Invalid: a heading with itself
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    one, other = _heading(heading_id), _heading(other_id)
    if one.pk == other.pk:
        raise Invalid(_("不能参见自己"), field="other")
    _see_also(one.pk, other.pk)
    _kept(one)
    _kept(other)


@write()
def remove_see_also(*, actor: Actor, at: datetime, heading_id: int, other_id: int) -> None:
    """Take a see-also away.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    low, high = sorted((heading_id, other_id))
    if not SeeAlso.objects.filter(one_id=low, other_id=high).delete()[0]:
        raise NotFound(_("没有这条参见"))


@write()
def read_all_again(*, actor: Actor, at: datetime) -> int:
    """Have headings and works of all records computed anew by the worker; return how many records.

    :raises NotAllowed:
    """
    actor.require(CatalogueAct.EDIT_HEADINGS)
    StaleRecord.objects.bulk_create(
        (StaleRecord(record_id=pk) for pk in BibRecord.objects.values_list("pk", flat=True)),
        batch_size=5000, ignore_conflicts=True,
    )  # fmt: skip
    return StaleRecord.objects.count()


def _see_also(first: int, second: int) -> None:
    low, high = sorted((first, second))
    SeeAlso.objects.get_or_create(one_id=low, other_id=high)


def _also_of(heading: Heading) -> list[int]:
    pairs = [*SeeAlso.objects.filter(one=heading), *SeeAlso.objects.filter(other=heading)]
    return [pair.other_id if pair.one_id == heading.pk else pair.one_id for pair in pairs]


def _again(heading: Heading) -> None:
    """Read every record of a heading again: the index learns its forms, and who no longer leads here goes away."""
    note(Access.objects.filter(heading=heading).values_list("record_id", flat=True))


def _kept(heading: Heading) -> None:
    Heading.objects.filter(pk=heading.pk).update(is_kept=True)
    _again(heading)


def _heading(heading_id: int) -> Heading:
    found = Heading.objects.filter(pk=heading_id).first()
    if found is None:
        raise NotFound(_("没有这个标目"), remedy=_("它可能已经并入另一个"))
    return found


def _key(text: str, field: str) -> str:
    key = forms.key(text)
    if not key or len(text.strip()) > forms.LONGEST:
        raise Invalid(_("请填写名称，最多 %(most)d 个字") % {"most": forms.LONGEST}, field=field)
    return key


def _dates(text: str) -> str:
    found = forms.dates(text)
    if text.strip() and not found:
        raise Invalid(_("生卒年写成 1881-1936，在世的写 1960-"), field="dates")
    return found
