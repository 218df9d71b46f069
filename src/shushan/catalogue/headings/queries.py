"""Read headings: lists in the order of pinyin, one with what stands under it, what a record stands under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import queries
from shushan.catalogue.headings import forms, works
from shushan.catalogue.headings.models import Access, Heading, SeeAlso, Variant
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import RecordLine
from shushan.kernel.errors import NotFound

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ#"
Place = tuple[str, int]  # where a list goes on: the order of a heading, and its id


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading in one line, with the number of its public records."""

    id: int
    kind: str
    name: str
    name_en: str
    dates: str
    uses: int
    sort: str = ""


@dataclass(frozen=True, slots=True)
class VariantLine:
    """Another form of a heading and who said so."""

    id: int
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class HeadingValue:
    """A heading with its other forms and what to see also."""

    id: int
    kind: str
    name: str
    name_en: str
    dates: str
    note: str
    uses: int
    is_kept: bool
    source: str
    number: str
    variants: tuple[VariantLine, ...]
    refused: tuple[VariantLine, ...]
    also: tuple[HeadingLine, ...]


_LINE = ("id", "kind", "name", "name_en", "dates", "uses", "sort")


def heading(heading_id: int) -> HeadingValue:
    """Return one heading, in three queries.

    :raises NotFound:
    """
    one = Heading.objects.filter(pk=heading_id).first()
    if one is None:
        raise NotFound(_("没有这个标目"), remedy=_("它可能已经并入另一个，请到名称浏览里找"))
    told = Variant.objects.filter(heading_id=heading_id).order_by("pk").values_list("id", "text", "origin")
    lines = [VariantLine(*row) for row in told]
    return HeadingValue(
        one.pk, one.kind, one.name, one.name_en, one.dates, one.note, one.uses, one.is_kept, one.source, one.number,
        tuple(v for v in lines if v.origin != "refused"), tuple(v for v in lines if v.origin == "refused"),
        tuple(_also(heading_id)),
    )  # fmt: skip


def _also(heading_id: int) -> list[HeadingLine]:
    pairs = SeeAlso.objects.filter(Q(one_id=heading_id) | Q(other_id=heading_id))
    ids = [other if one == heading_id else one for one, other in pairs.values_list("one_id", "other_id")]
    found = Heading.objects.filter(pk__in=ids).order_by("sort", "pk") if ids else Heading.objects.none()
    return [HeadingLine(*row) for row in found.values_list(*_LINE)]


def also_of(heading_ids: Iterable[int]) -> dict[int, tuple[HeadingLine, ...]]:
    """Return what to see also of these headings, in two queries; those without are left out."""
    wanted = set(heading_ids)
    if not wanted:
        return {}
    found: dict[int, list[int]] = {}
    for one, other in SeeAlso.objects.filter(Q(one__in=wanted) | Q(other__in=wanted)).values_list("one_id", "other_id"):
        for here, there in ((one, other), (other, one)):
            if here in wanted:
                found.setdefault(here, []).append(there)
    if not found:
        return {}
    lines = Heading.objects.filter(pk__in={pk for some in found.values() for pk in some})
    known = {line.id: line for line in (HeadingLine(*row) for row in lines.values_list(*_LINE))}
    return {
        pk: tuple(sorted((known[other] for other in some if other in known), key=lambda line: (line.sort, line.id)))
        for pk, some in found.items()
    }


def forms_matching(text: str, heading_ids: Iterable[int]) -> dict[int, str]:
    """Return the other form of each of these headings that holds what was typed, in one query; most need none."""
    wanted = forms.key(text[: forms.LONGEST])
    if not wanted:
        return {}
    said = Variant.objects.filter(heading__in=list(heading_ids), key__contains=wanted).exclude(origin="refused")
    rows = said.exclude(heading__key__contains=wanted).order_by("-pk").values_list("heading_id", "text")
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Meant:
    """A heading that what was asked for names: as it is shown, or (``is_form``) by another form; and what to see also."""

    heading: HeadingLine
    is_form: bool
    also: tuple[HeadingLine, ...]


def meant(text: str, *, limit: int = 3) -> list[Meant]:
    """Return used headings whose name or other form is what was asked for, if that leads anywhere else; in four queries.

    A heading that is called so and has nothing to see also is no news, and left out.
    """
    wanted = forms.key(text[: forms.LONGEST])
    if not wanted:
        return []
    by_form = Variant.objects.filter(key=wanted).exclude(origin="refused").values("heading_id")
    rows = Heading.objects.filter(Q(key=wanted) | Q(pk__in=by_form), uses__gt=0).order_by("-uses", "pk")[:limit]
    found = [(HeadingLine(*row[1:]), row[0] != wanted) for row in rows.values_list("key", *_LINE)]
    also = also_of(line.id for line, _is_form in found)
    told = [Meant(line, is_form, also.get(line.id, ())) for line, is_form in found]
    return [one for one in told if one.is_form or one.also]


def browse(kind: str, *, letter: str = "", text: str = "", after: Place | None = None, limit: int) -> list[HeadingLine]:
    """Return used headings of a kind in the order of pinyin, in one query; ``text`` asks names, forms and pinyin."""
    rows = Heading.objects.filter(kind=kind, uses__gt=0)
    rows = rows.filter(letter=letter) if letter and letter in LETTERS else rows
    return _page(rows, text, after, limit)


def find(
    *, kind: str = "", text: str = "", is_kept: bool | None = None, after: Place | None = None, limit: int
) -> list[HeadingLine]:
    """Return headings for staff, used or not, in the order of pinyin, in one query."""
    rows = Heading.objects.filter(kind=kind) if kind else Heading.objects.all()
    rows = rows.filter(is_kept=is_kept) if is_kept is not None else rows
    return _page(rows, text, after, limit)


def _page(rows: QuerySet[Heading], text: str, after: Place | None, limit: int) -> list[HeadingLine]:
    rows = rows.filter(matching(text)) if text.strip() else rows
    if after is not None:
        rows = rows.filter(Q(sort__gt=after[0]) | Q(sort=after[0], pk__gt=after[1]))
    return [HeadingLine(*row) for row in rows.order_by("sort", "pk").values_list(*_LINE)[:limit]]


def matching(text: str) -> Q:
    """Return the condition for what was typed: part of a name, beginning of its pinyin, part of another form."""
    wanted = forms.key(text[: forms.LONGEST])
    if not wanted:
        return Q(pk__in=[])
    said = Variant.objects.filter(key__contains=wanted).exclude(origin="refused").values("heading_id")
    found = Q(key__contains=wanted) | Q(pk__in=said)
    joined = wanted.replace(" ", "")
    return found | Q(sort__startswith=joined) if joined.isascii() else found


def letters(kind: str) -> list[str]:
    """Return the letters under which there are used headings of a kind, in one query."""
    found = set(Heading.objects.filter(kind=kind, uses__gt=0).values_list("letter", flat=True).distinct().order_by())
    return [letter for letter in LETTERS if letter in found]


def records_of(heading_id: int, *, role: str = "", offset: int = 0, limit: int) -> tuple[list[RecordLine], int]:
    """Return records under a heading, newest published first, and how many there are; in four queries."""
    stands = Access.objects.filter(heading_id=heading_id)
    stands = stands.filter(role=role) if role else stands
    found = BibRecord.shown.filter(pk__in=stands.values("record_id"))
    ids = list(
        found.order_by(F("year").desc(nulls_last=True), "pk").values_list("pk", flat=True)[offset : offset + limit]
    )
    known = queries.record_lines(ids)
    return [known[pk] for pk in ids], found.count()


@dataclass(frozen=True, slots=True)
class Under:
    """A heading under which a record stands, in which role."""

    heading: HeadingLine
    role: str


def of_record(record_id: int) -> list[Under]:
    """Return the headings of a record in their order, in one query."""
    found = Access.objects.filter(record_id=record_id).order_by("place", "pk")
    rows = found.values_list("role", *(f"heading__{name}" for name in _LINE))
    return [Under(HeadingLine(*rest), role) for role, *rest in rows]


def same_author(record_id: int, author_ids: Iterable[int], *, limit: int = 6) -> list[RecordLine]:
    """Return other works by these authors, one record of each work or set, newest first, in five queries."""
    wanted = list(author_ids)
    if not wanted:
        return []
    stands = Access.objects.filter(heading_id__in=wanted, role="author").exclude(record_id=record_id)
    found = BibRecord.shown.filter(pk__in=stands.values("record_id"))
    ids = list(found.order_by(F("year").desc(nulls_last=True), "-pk").values_list("pk", flat=True)[: limit * 4])
    chosen = works.unrelated(record_id, ids)[:limit]
    known = queries.record_lines(chosen)
    return [known[pk] for pk in chosen if pk in known]
