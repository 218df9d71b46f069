"""Components of holds: the card of one hold, the block on a record's page, the block of my library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, cast

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.verbs import HoldAct
from shushan.ledger.public import local_day
from shushan.options import public as options
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class HoldCard(Component):
    """One hold of a reader: where it stands, what they may do now."""

    template: ClassVar[str] = "circulation/hold_card.html"

    line: circulation.HoldLine
    site: places.SiteValue | None
    token: str
    back: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether the copy can be fetched."""
        return self.line.hold.state is circulation.HoldState.READY

    @property
    def fetch_by(self) -> date | None:
        """The last day on which the copy waits."""
        return local_day(self.line.hold.keep_until) if self.line.hold.keep_until else None


@dataclass
class HoldsPanel(Component):
    """The holds in my library."""

    template: ClassVar[str] = "circulation/holds_panel.html"

    cards: list[HoldCard] = field(default_factory=list)
    is_whole_page: bool = False
    most: int = 0


@dataclass
class RecordPanel(Component):
    """Holds on a record's page: how many wait, the reader's own, and the form.

    ``wards``: the children of the reader (``me_id``), for whom a guardian waits too. ``for_me``: whether there is
    anything left to wait for oneself. ``volumes_left``: the other volumes, for one who waits for some of them.
    """

    template: ClassVar[str] = "circulation/holds_record.html"

    record_id: int
    waiting: int
    token: str
    sites: list[places.SiteValue]
    volumes: list[str]
    volumes_left: list[str]
    home_site_id: int | None = None
    me_id: int = 0
    for_me: bool = True
    wards: list[people.ReaderValue] = field(default_factory=list)
    own: list[HoldCard] = field(default_factory=list)
    may_place_own: bool = False
    may_place: bool = False
    may_see: bool = False
    sign_in: str = ""


def cards_of(reader_id: int, token: str, back: str = "") -> list[HoldCard]:
    """Return a reader's open holds as cards."""
    sites = {site.id: site for site in places.sites()}
    return [HoldCard(x, sites.get(x.hold.pickup_site_id), token, back) for x in circulation.holds_of(reader_id)]


def my_panel(request: HttpRequest) -> HoldsPanel | None:
    """Return the holds panel for whoever is signed in and waits for something, else None."""
    asked = cast(Request, request)
    reader = _reader(asked)
    if reader is None:
        return None
    cards = cards_of(reader.id, get_token(request))
    return HoldsPanel(cards, most=options.get(MOST_HOLDS, at=asked.at)) if cards else None


def family_panel(request: HttpRequest, reader_id: int) -> HoldsPanel:
    """Return the holds of a child for its guardian; the page has checked who looks."""
    return HoldsPanel(cards_of(reader_id, get_token(request), request.path), is_whole_page=True)


def record_panel(request: HttpRequest, record_id: int, items: Sequence[catalogue.ItemValue]) -> RecordPanel | None:
    """Return the block of a record's page, or None where nothing could ever be held."""
    asked = cast(Request, request)
    items = [one for one in items if one.state is catalogue.ItemState.IN_STOCK]
    if not items or not options.get(MOST_HOLDS, at=asked.at):
        return None
    reader, token = _reader(asked), get_token(request)
    cards = cards_of(reader.id, token, request.path) if reader else []
    own = [card for card in cards if card.line.hold.record_id == record_id]
    volumes = sorted({one.call_number for one in items if one.call_number})
    wards = people.wards_of(reader.id, at=asked.at) if reader else []
    left = sorted({*volumes} - {card.line.hold.volume for card in own}) if all(c.line.hold.volume for c in own) else []
    return RecordPanel(
        record_id=record_id,
        waiting=circulation.count_queue(record_id),
        token=token,
        sites=list(places.sites()),
        volumes=volumes if len(volumes) > 1 else [],
        home_site_id=reader.home_site_id if reader else None,
        own=own,
        volumes_left=left if own and not wards else [],
        me_id=reader.id if reader else 0,
        for_me=not own or bool(left),
        wards=wards,
        may_place_own=reader is not None and (not own or bool(left) or bool(wards)),
        may_place=asked.actor.may_somewhere(HoldAct.PLACE),
        may_see=asked.actor.may_somewhere(HoldAct.SEE),
        sign_in="" if request.user.is_authenticated else f"{reverse('account_login')}?next={request.path}",
    )


def _reader(request: Request) -> people.ReaderValue | None:
    if not request.actor.may(HoldAct.PLACE_OWN):
        return None
    return people.reader_of_person(request.actor.id)
