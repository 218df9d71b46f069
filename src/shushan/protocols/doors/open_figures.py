"""Open figures: signed and approved values that the library published, with their receipts; also as CSV."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from shushan.indicators import public as indicators
from shushan.kernel.errors import NotFound
from shushan.places import public as places
from shushan.protocols.access.scopes import Scope
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import reads, refusals
from shushan.protocols.doors.guards import Token
from shushan.ui.lists import csv_response

router = Router(auth=Token(Scope.LIBRARY), tags=["open figures"])
SAID = reads(Scope.LIBRARY)
MOST = 1000  # lines of the CSV
Code = Annotated[str, Query(max_length=12, pattern=shapes.NO_CONTROLS, description="a figure, such as V01")]


class PartOut(Schema):
    """One of the two stored values of a ratio."""

    code: str
    version: int
    number: str | None
    records: int
    digest: str


class ReceiptOut(Schema):
    """What the value was when it was computed; never changed afterwards."""

    number: str | None = Field(description="exact: an integer, or a fraction such as ``1/3``; null: see ``absence``")
    absence: str = Field(description="why there is no number")
    definition_version: int
    records: int
    latest_recorded_at: datetime | None
    digest: str = Field(description="SHA-256 over id and hash of every record; of a ratio over its two sides")
    method: str = Field(description="``CT`` counted, ``ES`` estimated")
    known_at: datetime
    sealed_to: int
    chain_head: str
    parts: list[PartOut]
    remarks: list[str]


class OpenFigure(Schema):
    """A value that four persons brought to its approval and that somebody published."""

    id: int
    code: str
    name: str
    unit: str
    definition: str
    since: date | None = Field(description="null: since reopening, at each site from its own day")
    until: date = Field(description="not included")
    sites: list[str] = Field(description="empty: every site")
    number: str | None
    shown: str
    basis: str = Field(description="``records``, ``estimate`` (typical weeks) or ``manual`` (typed, with evidence)")
    state: str
    revision: int
    restates: int | None
    restated_by: int | None = Field(description="a later value stands in its place")
    footnote: str
    address: str = Field(description="the page for people")
    card: str = Field(description="a small card that any site may put into a frame")
    receipt: ReceiptOut


class OpenFigures(Schema):
    """A page of open figures, the latest period first."""

    total: int
    page: int
    figures: list[OpenFigure]


@router.get("/open-figures", response=OpenFigures, url_name="open-figures", summary="Open figures", openapi_extra=SAID)
def open_figures(
    request: HttpRequest,
    code: Code = "",
    current: Annotated[bool, Query(description="leave out what was restated")] = False,
    page: Annotated[int, Query(ge=1, le=500)] = 1,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> OpenFigures:
    """Return the values that were published, each with its receipt."""
    _public(request)
    wanted = indicators.ValueFilter(is_public=True, code=code, is_current=current)
    found, total = indicators.values(wanted, first=(page - 1) * limit, limit=limit)
    codes = _codes()
    return OpenFigures(total=total, page=page, figures=[_told(request, one, codes) for one in found])


@router.get("/open-figures.csv", response=None, url_name="open-figures-csv", summary="Open figures as CSV",
            openapi_extra={"x-scope": Scope.LIBRARY.value, "responses": refusals() | {
                200: {"description": "The figures.", "content": {"text/csv": {}}}}})  # fmt: skip
def open_figures_csv(request: HttpRequest, code: Code = "") -> Any:
    """Return the latest 1,000 published values as CSV, one a line, with digests."""
    _public(request)
    found, _total = indicators.values(indicators.ValueFilter(is_public=True, code=code), limit=MOST)
    codes = _codes()
    return csv_response("open-figures.csv", HEAD, (_cells(_told(request, one, codes)) for one in found))


@router.get("/open-figures/{value_id}", response=OpenFigure, url_name="open-figure", summary="One open figure",
            openapi_extra=SAID)  # fmt: skip
def open_figure(request: HttpRequest, value_id: shapes.Id) -> OpenFigure:
    """Return one published value with its receipt."""
    _public(request)
    return _told(request, _published(value_id), _codes())


@router.get("/open-figures/{value_id}/receipts", response=list[ReceiptOut], url_name="open-figure-receipts",
            summary="Every receipt of an open figure", openapi_extra=SAID)  # fmt: skip
def receipts(request: HttpRequest, value_id: shapes.Id) -> list[ReceiptOut]:
    """Return every receipt that a published value ever had, newest first: checked anew after it was opened again."""
    _public(request)
    return [_receipt(one) for one in indicators.receipts(_published(value_id).id)]


HEAD = [
    "id", "code", "name", "unit", "since", "until", "sites", "number", "shown", "absence", "basis", "method", "state",
    "revision", "restates", "restated_by", "footnote", "definition_version", "records", "digest", "sealed_to",
    "chain_head", "address",
]  # fmt: skip


def _cells(one: OpenFigure) -> list[object]:
    receipt = one.receipt
    return [
        one.id, one.code, one.name, one.unit, one.since or "reopening", one.until, " ".join(one.sites), one.number or "",
        one.shown, receipt.absence, one.basis, receipt.method, one.state, one.revision, one.restates or "",
        one.restated_by or "", one.footnote, receipt.definition_version, receipt.records, receipt.digest,
        receipt.sealed_to, receipt.chain_head, one.address,
    ]  # fmt: skip


def _published(value_id: int) -> indicators.ValueLine:
    line = indicators.value(value_id)
    if not line.is_public:
        raise NotFound(_("没有编号为 %(id)s 的数值") % {"id": value_id})
    return line


def _codes() -> dict[int, str]:
    return {site.id: site.code for site in places.sites()}


def _told(request: HttpRequest, line: indicators.ValueLine, codes: dict[int, str]) -> OpenFigure:
    assert line.receipt is not None  # what is published was signed
    whole = request.build_absolute_uri
    return OpenFigure(
        id=line.id, code=line.asked.code, name=str(line.measure.name), unit=line.unit,
        definition=str(line.measure.definition), since=line.asked.since, until=line.asked.until,
        sites=[codes.get(site_id, str(site_id)) for site_id in line.asked.site_ids or ()],
        number=None if line.number is None else str(line.number), shown=line.shown, basis=line.basis.value,
        state=line.state.value, revision=line.revision, restates=line.restates_id, restated_by=line.restated_by_id,
        footnote=line.footnote, address=whole(indicators.value_address(line.id)),
        card=whole(reverse("indicators:open-card", args=[line.id])), receipt=_receipt(line.receipt),
    )  # fmt: skip


def _receipt(one: indicators.ReceiptLine) -> ReceiptOut:
    return ReceiptOut(
        number=None if one.number is None else str(one.number), absence=one.absence, definition_version=one.version,
        records=one.entries, latest_recorded_at=one.latest_recorded_at, digest=one.digest, method=one.method,
        known_at=one.known_at, sealed_to=one.sealed_to, chain_head=one.chain_head, remarks=list(one.remarks),
        parts=[
            PartOut(
                code=p.code, version=p.version, number=None if p.number is None else str(p.number), records=p.entries,
                digest=p.digest,
            )
            for p in one.parts
        ],
    )  # fmt: skip


def _public(request: HttpRequest) -> None:
    request.api_public = True  # type: ignore[attr-defined]
