"""Components of the circulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.queries import loans_of
from shushan.circulation.rules.queries import table, version
from shushan.circulation.terms import LoanAct, LoanLine
from shushan.circulation.used_up import used_up
from shushan.circulation.web import routing
from shushan.circulation.web.scanning import Choice
from shushan.kernel.errors import Refused
from shushan.kernel.ids import uuid7
from shushan.people import public as people
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class LoanCard(Component):
    """One loan of a reader, with its renewal in one tap and the refusal where it stands.

    ``only_at``: the site that it is to come back to, where the rule says so. ``recalled``: it is called back.
    ``used_up``: why no waiting lets it be renewed; said in the place of the button.
    """

    template: ClassVar[str] = "circulation/loan_card.html"

    line: LoanLine
    token: str
    refusal: Refused | None = None
    renewed: bool = False
    only_at: str = ""
    recalled: bool = False
    used_up: Refused | None = None
    key: UUID = field(default_factory=uuid7)


@dataclass
class LoansPanel(Component):
    """The loans in my library; ``reader_id`` for whom all may be renewed at once."""

    template: ClassVar[str] = "circulation/panel.html"

    cards: list[LoanCard] = field(default_factory=list)
    is_whole_page: bool = False
    token: str = ""
    reader_id: int = 0

    @property
    def renews_several(self) -> bool:
        """Whether one button for all is worth its place."""
        return sum(not card.used_up and not card.recalled for card in self.cards) > 1


@dataclass
class DeskResult(Component):
    """What the last scan did: large, coloured, with its sound. ``tone`` names the colour, ``sound`` what is heard."""

    template: ClassVar[str] = "circulation/desk_result.html"

    tone: str
    sound: str
    title: object
    detail: object = ""
    refusal: Refused | None = None
    may_override: bool = False
    scanned: str = ""
    token: str = ""
    choices: list[Choice] = field(default_factory=list)
    do: str = ""
    paper: str = ""
    back: int = 0
    form: UUID = field(default_factory=uuid7)


def posted_key(request: HttpRequest, name: str) -> UUID | None:
    """Return the number that a form of ours was given when it was drawn, or None when it carries none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def panel(request: HttpRequest) -> LoansPanel | None:
    """Return the loans panel for whoever is signed in, or None for one who is no reader."""
    asked = cast(Request, request)
    if not asked.actor.may(LoanAct.RENEW_OWN):
        return None
    reader = people.reader_of_person(asked.actor.id)
    if reader is None:
        return None
    token = get_token(request)
    lines = loans_of(reader.id, at=asked.at)
    return LoansPanel(cards(lines, token, reader.category, asked.at), token=token, reader_id=reader.id)


def family_panel(request: HttpRequest, reader_id: int) -> LoansPanel:
    """Return the loans of a child for its guardian; the page has checked who looks."""
    at, token = cast(Request, request).at, get_token(request)
    drawn = cards(loans_of(reader_id, at=at), token, people.reader(reader_id, at=at).category, at)
    return LoansPanel(drawn, is_whole_page=True, token=token, reader_id=reader_id)


def cards(
    lines: Sequence[LoanLine], token: str, category: people.ReaderCategory, at: datetime
) -> list[LoanCard]:  # fmt: skip
    """Return a card for each loan of a reader, in two queries; one more when some are to come back at one site only."""
    rules = {line.loan.id: version(line.loan.rule_version_id) for line in lines if line.loan.rule_version_id}
    bound = {line.loan.item_id for line in lines if (row := rules.get(line.loan.id)) and row.terms.home_only}
    homes = {one.id: routing.site_name(one.home_site_id) for one in catalogue.items(bound).values()} if bound else {}
    called = circulation.recalled_among([line.loan.id for line in lines]) if lines else frozenset()
    why_not = used_up(lines, category.value, table().at(at), at=at) if lines else {}
    return [
        LoanCard(
            line, token, only_at=homes.get(line.loan.item_id, ""), recalled=line.loan.id in called,
            used_up=why_not.get(line.loan.id),
        )
        for line in lines
    ]  # fmt: skip
