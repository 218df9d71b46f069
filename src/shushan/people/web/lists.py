"""The lists of this room: what the address asks for, one page of it, the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from shushan.ledger import public as ledger
from shushan.people import roles
from shushan.people.queries.lists import SORTS, ReaderFilter, reader_lines
from shushan.people.terms import GrantLine, ReaderCategory, ReaderLine, StaffValue
from shushan.people.words import CARD_STATES, CATEGORIES, READER_STATES
from shushan.places import public as places
from shushan.ui.http import Request

PAGE: Final = 50
FILE_UP_TO: Final = 200_000


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One reader with the words that the list shows."""

    line: ReaderLine
    category: object
    state: object
    tone: str


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """One page of the list, with everything its filters offer."""

    rows: list[ReaderRow]
    total: int
    number: int
    pages: int
    wanted: ReaderFilter
    sort: str
    sites: tuple[places.SiteValue, ...]
    categories: list[tuple[str, object]]
    states: list[tuple[str, object]]

    @property
    def before(self) -> int:
        """The page before, 0 when this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after, 0 when this is the last."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def is_filtered(self) -> bool:
        """Whether the address asks for less than everybody."""
        return self.wanted != ReaderFilter()


def readers_list(request: Request) -> ReadersPage:
    """Return the page of readers that the address asks for; what it cannot mean is left out."""
    wanted, sort = _wanted(request), request.GET.get("sort", "")
    sort = sort if sort in SORTS else "-registered"
    typed = request.GET.get("page", "1")
    number = max(1, int(typed)) if typed.isdecimal() and len(typed) < 7 else 1
    on = ledger.local_day(request.at)
    rows, total = reader_lines(wanted, on=on, sort=sort, first=(number - 1) * PAGE, limit=PAGE)
    return ReadersPage(
        rows=[_row(line, on) for line in rows],
        total=total,
        number=number,
        pages=max(1, -(-total // PAGE)),
        wanted=wanted,
        sort=sort,
        sites=tuple(places.sites()),
        categories=[(category.value, CATEGORIES[category]) for category in ReaderCategory],
        states=list(READER_STATES.items()),
    )


def as_csv(request: Request) -> HttpResponse:
    """Return the whole filtered list as CSV (UTF-8 with a mark, so that Excel reads it); telephones stay masked."""
    on = ledger.local_day(request.at)
    rows, _total = reader_lines(_wanted(request), on=on, limit=FILE_UP_TO)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [_("姓名"), _("证号"), _("状态"), _("有效期至"), _("读者类型"), _("常去的馆区"), _("手机号"), _("登记日期")]
    )
    for line in rows:
        row = _row(line, on)
        writer.writerow(
            [
                _safe(line.name),
                line.card_number,
                str(row.state),
                line.card_expires_on or "",
                str(row.category),
                line.home_site,
                line.masked_phone,
                ledger.local_day(line.registered_at),
            ]
        )
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="readers.csv"'
    return response


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """One colleague with the roles that hold now."""

    member: StaffValue
    site: places.SiteValue | None
    roles: list[tuple[object, str]]
    has_left: bool


def colleagues_list(members: Iterable[StaffValue], grants: Iterable[GrantLine], *, on: date) -> list[ColleagueRow]:
    """Return everybody with their roles and the scope of each; an empty scope means everywhere."""
    held: dict[int, list[tuple[object, str]]] = {}
    for grant in grants:
        known = roles.BY_CODE.get(grant.role)
        if grant.person_id is not None:
            held.setdefault(grant.person_id, []).append((known.title if known else grant.role, grant.site))
    sites = {site.id: site for site in places.sites()}
    return [
        ColleagueRow(
            member=member,
            site=sites.get(member.site_id or 0),
            roles=held.get(member.person_id, []),
            has_left=member.until is not None and member.until <= on,
        )
        for member in members
    ]


def _wanted(request: Request) -> ReaderFilter:
    site = request.GET.get("site", "")
    category, state = request.GET.get("category", ""), request.GET.get("state", "")
    return ReaderFilter(
        text=request.GET.get("q", "").strip()[:100],
        site_id=int(site) if site.isdecimal() and len(site) < 10 else None,
        category=category if category in set(ReaderCategory) else "",
        state=state if state in READER_STATES else "",
    )


def _row(line: ReaderLine, on: date) -> ReaderRow:
    state: object = CARD_STATES[line.card_state] if line.card_state else _("无证")
    tone = "good" if line.card_state == "active" else "warn" if line.card_state == "pending" else "bad"
    if line.card_state in ("active", "pending") and line.card_expires_on and line.card_expires_on < on:
        state, tone = _("已过期"), "warn"
    return ReaderRow(line=line, category=CATEGORIES[line.category], state=state, tone=tone)


def _safe(text: str) -> str:
    """Return text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
