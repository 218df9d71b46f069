"""What the doors say, as types; the OpenAPI document is made from them. Times carry their zone, money is in fen (分)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

MOST_ID = 2**53 - 1  # what JSON numbers carry exactly
Id = Annotated[int, Path(ge=1, le=MOST_ID)]
NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"


class SearchResult(Schema):
    """One thing found; the parts of a record are empty for articles."""

    kind: str = Field(description="``record`` or ``article``")
    id: int
    title: str
    title_original: str = ""
    author: str = ""
    publisher: str = ""
    year: int | None = None
    isbn: str = ""
    clc: str = Field("", description="class number of the 中图法")
    language: str = ""
    address: str = Field(description="the page for people")


class FacetValue(Schema):
    """One value by which the answer can be narrowed."""

    value: str
    label: str
    count: int


class Facet(Schema):
    """One way to narrow the answer: send ``name=value`` with the next question, as often as wanted."""

    name: str
    label: str
    values: list[FacetValue]


class NearMiss(Schema):
    """A title that may have been meant where nothing was found."""

    kind: str
    id: int
    title: str


class SearchAnswer(Schema):
    """A page of what was found."""

    total: int
    is_more: bool = Field(description="true where there are more than ``total``, and facets count so many of them")
    page: int
    limit: int
    results: list[SearchResult]
    facets: list[Facet]
    near_misses: list[NearMiss]
    is_ready: bool = Field(description="false while there is no index yet")


class RecordOut(Schema):
    """A bibliographic record, by its parts."""

    id: int
    title: str
    title_original: str
    title_part: str
    authors: list[str]
    contributors: list[str]
    publisher: str
    place: str
    year: int | None
    isbns: list[str]
    clc: str
    language: str
    audience: str
    country: str
    subjects: list[str]
    summary: str
    extent: str
    series: str
    control_number: str
    marc_format: str
    changed_at: datetime
    address: str
    links: dict[str, str] = Field(description="items, availability, and the record as MARC")


class ItemOut(Schema):
    """One copy. ``status``: in, out, transit, kept, missing."""

    barcode: str
    record: int
    title: str
    call_number: str
    shelf: str
    kind: str
    kind_label: str
    site: str = Field(description="code of the site where it is now")
    home_site: str
    status: str
    due_at: datetime | None = None


class SiteAvailability(Schema):
    """The copies of a record at one site, at this moment."""

    site: str
    name: str
    copies: int
    available: int
    out: int
    elsewhere: int = Field(description="on the way, kept for a reader, or missing")
    next_due_at: datetime | None = None


class AvailabilityOut(Schema):
    """The copies of a record, at this moment, and how many readers wait."""

    record: int
    copies: int
    available: int
    holds: int
    sites: list[SiteAvailability]


class ChangeOut(Schema):
    """A record of which something changed: its description, its copies, or what can be had of it."""

    number: int
    record: int
    at: datetime
    is_gone: bool


class ChangesOut(Schema):
    """Changes in their order; ask again with ``after`` as ``next`` says. ``more``: there are more already."""

    changes: list[ChangeOut]
    next: int
    more: bool


class Span(Schema):
    """Open from ``opens`` (inclusive) to ``closes`` (exclusive), ``HH:MM`` in library time."""

    opens: str = Field(pattern=r"^\d\d:\d\d$")
    closes: str = Field(pattern=r"^\d\d:\d\d$")


class Weekday(Schema):
    """The ordinary hours of a weekday, 1 = Monday."""

    weekday: int
    spans: list[Span]


class Closing(Schema):
    """Days on which a site is closed; ``until`` is the first day it opens again, null: until further notice."""

    since: date
    until: date | None
    reason: str


class SiteOut(Schema):
    """A site: where it is, whether it is open now, how full."""

    code: str
    name: str
    name_en: str
    address: str
    phone: str
    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    reason: str
    today: list[Span]
    entered_today: int
    inside: int | None = Field(description="null where nothing counts who leaves")
    capacity: int | None


class SiteWhole(SiteOut):
    """A site with its week and what is closed."""

    week: list[Weekday]
    closures: list[Closing]


class ArticleOut(Schema):
    """A published article."""

    id: int
    title: str
    summary: str
    published_on: date
    address: str


class Articles(Schema):
    """A page of articles, newest first; ``next`` is what ``after`` must be for the next one, empty at the end."""

    articles: list[ArticleOut]
    next: str


class MeOut(Schema):
    """The reader who consented."""

    name: str
    category: str
    home_site: str
    may_borrow: bool
    reason: str = Field(description="why not, in the words of the library")


class CardOut(Schema):
    """The reader's card."""

    number: str
    state: str
    expires_on: date | None
    is_good: bool


class MyLoan(Schema):
    """One open loan."""

    loan: int
    record: int
    barcode: str
    title: str
    author: str
    lent_at: datetime
    due_at: datetime
    renewals: int
    is_overdue: bool
    days_left: int


class Renewed(Schema):
    """A renewed loan. ``was_done``: it had been renewed a moment before, nothing was done again."""

    loan: int
    due_at: datetime
    was_done: bool


class Refusal(Schema):
    """Why one of several was refused."""

    code: str
    message: str
    rule: str
    remedy: str


class RenewalLine(Schema):
    """What became of one loan when all were to be renewed: ``due_at`` where it was, else ``refusal``."""

    loan: int
    title: str
    due_at: datetime
    was_renewed: bool
    refusal: Refusal | None = None


class Renewals(Schema):
    """What became of each loan."""

    renewed: int
    loans: list[RenewalLine]


class HoldIn(Schema):
    """What is waited for, and where it shall be fetched. ``volume`` is a call number, ``barcode`` names one copy."""

    record: int = Field(ge=1, le=MOST_ID)
    pickup_site: str = Field(min_length=1, max_length=20, pattern=NO_CONTROLS)
    volume: str = Field("", max_length=80, pattern=NO_CONTROLS)
    barcode: str = Field("", max_length=40, pattern=NO_CONTROLS)
    needed_until: date | None = None


class HoldOut(Schema):
    """One hold. ``position`` is its place in the queue (1 = next), 0 when it does not wait."""

    hold: int
    record: int
    title: str
    author: str
    volume: str
    state: str
    position: int
    pickup_site: str
    placed_at: datetime
    needed_until: date | None
    keep_until: datetime | None


class ChargeOut(Schema):
    """One charge in fen. ``left_fen`` is still owed, ``credit_fen`` is to be given back."""

    charge: int
    kind: str
    kind_label: str
    title: str
    made_at: datetime
    amount_fen: int
    left_fen: int
    credit_fen: int


class ChargesOut(Schema):
    """What stands between the reader and the library."""

    owed_fen: int
    credit_fen: int
    deposit_fen: int
    charges: list[ChargeOut]


class NoticeOut(Schema):
    """One notice of the inbox."""

    notice: int
    kind: str
    heading: str
    body: str
    told_at: datetime
    is_read: bool


class Notices(Schema):
    """A page of the inbox, newest first; ``next`` is what ``before`` must be for the next one, null at the end."""

    notices: list[NoticeOut]
    next: int | None


class Done(Schema):
    """The act was done."""

    done: bool = True


class TokenOut(Schema):
    """Tokens of a reader's consent (RFC 6749, 5.1)."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    scope: str


class OAuthProblem(Schema):
    """A refusal of a step of OAuth (RFC 6749, 5.2)."""

    error: str
    error_description: str
