"""Public reads of the catalogue: search, records (also as MARC), copies, what can be had where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.protocols.access.errors import CannotGive
from shushan.protocols.access.scopes import Scope
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import reads, refusals
from shushan.protocols.doors.guards import Token
from shushan.search import public as search

router = Router(auth=Token(Scope.CATALOGUE), tags=["catalogue"])
SAID = reads(Scope.CATALOGUE)
MOST_RECORDS = 50
Values = Annotated[list[str], Query(max_length=10)]
KINDS = {
    "application/json": "json",
    "application/marc": "mrc",
    "application/marcxml+xml": "xml",
    "application/marc-in-json": "marc.json",
}
_MEDIA = {code: media for media, code in KINDS.items()}
Suffix = Literal["mrc", "xml", "marc.json", "json"]


@router.get("/search", response=shapes.SearchAnswer, url_name="search", summary="Search", openapi_extra=SAID)
def seek(
    request: HttpRequest,
    q: Annotated[
        str, Query(max_length=200, description="words in 汉字, pinyin or initials; an ISBN; empty: everything")
    ] = "",
    in_: Annotated[Literal["", "title", "author", "subject"], Query(alias="in", description="one field only")] = "",
    sort: Annotated[Literal["fit", "new", "year", "use", "title"], Query()] = "fit",
    page: Annotated[int, Query(ge=1, le=500)] = 1,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    site: Values = [],  # noqa: B006  read only
    available: Annotated[list[Literal["in"]], Query(max_length=1)] = [],  # noqa: B006
    material: Values = [],  # noqa: B006
    audience: Values = [],  # noqa: B006
    language: Values = [],  # noqa: B006
    clc: Values = [],  # noqa: B006
    year: Values = [],  # noqa: B006
) -> shapes.SearchAnswer:
    """Find records and articles. What is beyond the first 10,000 answers cannot be paged to: narrow the question."""
    _public(request)
    wish = search.wish(cast(QueryDict, request.GET))
    hits = search.search(wish.asked(limit=limit))
    misses = search.near_misses(wish.text) if wish.text and hits.is_ready and not hits.total else []
    return shapes.SearchAnswer(
        total=hits.total,
        is_more=hits.is_more,
        page=page,
        limit=limit,
        results=_results(request, hits.found),
        facets=[
            shapes.Facet(
                name=name,
                label=label,
                values=[shapes.FacetValue(value=value, label=word, count=n) for value, word, n, _chosen in values],
            )
            for name, label, values in search.facets_of(wish, hits)
        ],
        near_misses=[shapes.NearMiss(kind=one.kind, id=one.id, title=one.text) for one in misses],
        is_ready=hits.is_ready,
    )


@router.get("/records/{int:record_id}", response=shapes.RecordOut, url_name="record", summary="A record",
            openapi_extra={"x-scope": Scope.CATALOGUE.value, "responses": refusals(406)})  # fmt: skip
def record(request: HttpRequest, record_id: shapes.Id) -> Any:
    """Return a record by its parts, or as MARC where ``Accept`` asks for it: ISO 2709, MARCXML or MARC in JSON."""
    _public(request)
    found = catalogue.shown_record(record_id)
    code = _accepted(request.headers.get("Accept", ""))
    return _whole(request, found) if code == "json" else _file(found, code)


@router.get("/records/{int:record_id}.{suffix}", response=None, url_name="record-file", summary="A record as a file",
            openapi_extra={"x-scope": Scope.CATALOGUE.value, "responses": refusals() | {
                200: {"description": "The record.", "content": {media: {} for media in KINDS}}}})  # fmt: skip
def record_file(request: HttpRequest, record_id: shapes.Id, suffix: Annotated[Suffix, Path()]) -> Any:
    """Return a record as ISO 2709 (``.mrc``), MARCXML (``.xml``), MARC in JSON (``.marc.json``) or by its parts."""
    _public(request)
    found = catalogue.shown_record(record_id)
    if suffix == "json":
        return HttpResponse(_whole(request, found).model_dump_json(), content_type="application/json")
    return _file(found, suffix)


@router.get("/records/{int:record_id}/items", response=list[shapes.ItemOut], url_name="items", summary="Copies of a record",
            openapi_extra=SAID)  # fmt: skip
def items(request: HttpRequest, record_id: shapes.Id) -> list[shapes.ItemOut]:
    """Return the copies of a record with their state at this moment, withdrawn ones left out."""
    _public(request)
    catalogue.require_shown(record_id)
    return _items(item for item in catalogue.items_of(record_id) if item.state is not catalogue.ItemState.WITHDRAWN)


@router.get("/items/{barcode}", response=shapes.ItemOut, url_name="item", summary="One copy", openapi_extra=SAID)
def item(
    request: HttpRequest, barcode: Annotated[str, Path(min_length=1, max_length=40, pattern=shapes.NO_CONTROLS)]
) -> shapes.ItemOut:
    """Return one copy by its barcode, with its state at this moment."""
    _public(request)
    found = catalogue.item_by_barcode(barcode)
    catalogue.require_shown(found.record_id)
    return _items([found])[0]


@router.get("/records/{int:record_id}/availability", response=shapes.AvailabilityOut, url_name="availability",
            summary="What can be had where", openapi_extra=SAID)  # fmt: skip
def availability(request: HttpRequest, record_id: shapes.Id) -> shapes.AvailabilityOut:
    """Return how many copies can be had at which site at this moment, and how many readers wait."""
    _public(request)
    catalogue.require_shown(record_id)
    return _available([record_id])[0]


@router.get("/availability", response=list[shapes.AvailabilityOut], url_name="availabilities",
            summary="What can be had where, of several records", openapi_extra=SAID)  # fmt: skip
def availabilities(
    request: HttpRequest,
    record: Annotated[
        list[Annotated[int, Query(ge=1, le=shapes.MOST_ID)]], Query(min_length=1, max_length=MOST_RECORDS)
    ],
) -> list[shapes.AvailabilityOut]:
    """Return the same for up to 50 records (``record=1&record=2``); those that are not there are left out."""
    _public(request)
    return _available(catalogue.shown_ids(dict.fromkeys(record)))


@router.get(
    "/changes", response=shapes.ChangesOut, url_name="changes", summary="What changed since", openapi_extra=SAID
)
def changes(
    request: HttpRequest,
    after: Annotated[
        int | None,
        Query(ge=0, le=shapes.MOST_ID, description="the last number that was read; left out: only where it ends"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> shapes.ChangesOut:
    """Return the records of which anything changed after a number, each once, with the number of its last change.

    For systems that keep a copy: take ``next`` without ``after``, harvest everything, then ask again and again.
    """
    _public(request)
    if after is None:
        return shapes.ChangesOut(changes=[], next=search.last_change(), more=False)
    found = search.changed_after("record", after, limit=limit + 1)
    zone = ledger.zone()
    told = [
        shapes.ChangeOut(number=one.number, record=one.id, at=one.at.astimezone(zone), is_gone=one.is_gone)
        for one in found[:limit]
    ]
    return shapes.ChangesOut(changes=told, next=told[-1].number if told else after, more=len(found) > limit)


def _public(request: HttpRequest) -> None:
    request.api_public = True  # type: ignore[attr-defined]  # the envelope may say: not changed


def _results(request: HttpRequest, found: Iterable[tuple[str, int]]) -> list[shapes.SearchResult]:
    keys = list(found)
    lines = catalogue.record_lines(ref for kind, ref in keys if kind == "record")
    titles = {
        (one.kind, one.id): one.text
        for one in search.titled(search.Hits(tuple(key for key in keys if key[0] != "record"), 0, {}))
    }
    results = []
    for kind, ref in keys:
        if kind == "record" and (line := lines.get(ref)):
            results.append(
                shapes.SearchResult(
                    kind=kind,
                    id=ref,
                    title=line.title,
                    title_original=line.title_original,
                    author=line.author,
                    publisher=line.publisher,
                    year=line.year,
                    isbn=line.isbn,
                    clc=line.clc,
                    language=line.language,
                    address=_page(request, ref),
                )
            )
        elif (kind, ref) in titles:
            where = request.build_absolute_uri(search.address_of(kind, ref))
            results.append(shapes.SearchResult(kind=kind, id=ref, title=titles[kind, ref], clc="", address=where))
    return results


def _page(request: HttpRequest, record_id: int) -> str:
    return request.build_absolute_uri(reverse("catalogue:record", args=[record_id]))


def _whole(request: HttpRequest, found: catalogue.RecordValue) -> shapes.RecordOut:
    here = request.build_absolute_uri(reverse("api-v1:record", args=[found.id]))
    return shapes.RecordOut(
        id=found.id, title=found.title, title_original=found.title_original, title_part=found.title_part,
        authors=_names(found.author), contributors=_names(found.contributor), publisher=found.publisher,
        place=found.place, year=found.year, isbns=list(found.isbns), clc=found.clc, language=found.language,
        audience=found.audience.value, country=found.country, subjects=list(found.subjects), summary=found.summary,
        extent=found.extent, series=found.series, control_number=found.control_number,
        marc_format=found.format.value, changed_at=found.changed_at.astimezone(ledger.zone()),
        address=_page(request, found.id),
        links={
            "items": f"{here}/items", "availability": f"{here}/availability", "marc": f"{here}.mrc",
            "marcxml": f"{here}.xml", "marc_in_json": f"{here}.marc.json",
        },
    )  # fmt: skip


def _names(text: str) -> list[str]:
    return [name for name in (part.strip() for part in text.split("；")) if name]


def _accepted(said: str) -> str:
    """Return the first kind that ``Accept`` names (its order counts, weights of nought are left out).

    :raises CannotGive:
    """
    for part in said.split(","):
        media, _semicolon, weight = part.partition(";")
        if weight.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            continue
        media = media.strip().lower()
        if media in KINDS:
            return KINDS[media]
        if media in ("", "*/*", "application/*", "text/html", "application/problem+json"):
            return "json"
    raise CannotGive(_("给不出所要的格式"), remedy=_("可以要：%(kinds)s") % {"kinds": "、".join(KINDS)})


def _file(found: catalogue.RecordValue, code: str) -> HttpResponse:
    if code == "mrc":
        return HttpResponse(catalogue.iso2709_of(found), content_type=_MEDIA[code])
    if code == "xml":
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return HttpResponse(head + catalogue.strict_marcxml_of(found), content_type=_MEDIA[code])
    return HttpResponse(catalogue.marc_in_json_of(found), content_type=_MEDIA["marc.json"])


def _codes() -> dict[int, places.SiteValue]:
    return {site.id: site for site in places.sites()}


def _items(found: Iterable[catalogue.ItemValue]) -> list[shapes.ItemOut]:
    wanted = list(found)
    known, sites, zone = catalogue.availability([one.id for one in wanted]), _codes(), ledger.zone()
    told = []
    for one in wanted:
        state = known[one.id]
        told.append(
            shapes.ItemOut(
                barcode=one.barcode,
                record=one.record_id,
                title=one.title,
                call_number=one.call_number,
                shelf=one.shelf,
                kind=one.kind.value,
                kind_label=str(catalogue.kind_name(one.kind)),
                site=sites[one.site_id].code,
                home_site=sites[one.home_site_id].code,
                status=_status(one, state),
                due_at=state.due_at.astimezone(zone) if state.due_at else None,
            )
        )
    return told


def _status(one: catalogue.ItemValue, state: catalogue.Availability) -> str:
    if one.state is catalogue.ItemState.WITHDRAWN:
        return "withdrawn"
    if state.code == "in" and one.state is not catalogue.ItemState.IN_STOCK:
        return "missing"
    return state.code


def _available(record_ids: list[int]) -> list[shapes.AvailabilityOut]:
    """Count copies by record and site, in five queries whatever the number of records."""
    found = [i for i in catalogue.items_of_records(record_ids) if i.state is not catalogue.ItemState.WITHDRAWN]
    known, sites = catalogue.availability([one.id for one in found]), _codes()
    waiting = circulation.count_queues(record_ids)
    told = []
    for record_id in record_ids:
        mine = [(one, _status(one, known[one.id]), known[one.id].due_at) for one in found if one.record_id == record_id]
        by_site = [
            _at(site, [(status, due) for one, status, due in mine if one.site_id == site.id]) for site in sites.values()
        ]
        told.append(
            shapes.AvailabilityOut(
                record=record_id,
                copies=len(mine),
                available=sum(one.available for one in by_site),
                holds=waiting.get(record_id, 0),
                sites=[one for one in by_site if one.copies],
            )
        )
    return told


def _at(site: places.SiteValue, here: list[tuple[str, Any]]) -> shapes.SiteAvailability:
    ready, out = sum(s == "in" for s, _due in here), sum(s == "out" for s, _due in here)
    dues = [due.astimezone(ledger.zone()) for status, due in here if status == "out" and due]
    return shapes.SiteAvailability(
        site=site.code, name=(get_language() == "en" and site.name_en) or site.name, copies=len(here), available=ready, out=out,
        elsewhere=len(here) - ready - out, next_due_at=min(dues, default=None),
    )  # fmt: skip
