"""Build the whole demonstration, a step at a time; a build that was killed is thrown away and begun again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from shushan.circulation import public as circulation
from shushan.database.public import write
from shushan.demonstration.accounts import CHILD, PASSWORD, READER, TERMINAL
from shushan.demonstration.build import (
    branches,
    connecting,
    dues,
    history,
    house,
    meetings,
    membership,
    money,
    owning,
    pages,
    reporting,
    rules,
    shelves,
    signing,
    stock,
    studying,
    telling,
    troubles,
    waiting,
)
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.ledger import public as ledger
from shushan.people import bulk as people_bulk
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols import public as protocols

Say = Callable[[str], None]
ACTOR = system("demonstration")


def build(now: datetime, say: Say = lambda _text: None) -> None:
    """Build everything into an empty, migrated database. ``now`` is the real instant of building."""
    with write():
        say("馆区、单位、馆员 · sites, units, staff")
        sites = house.build_sites(ACTOR, now)
        house.build_units(ACTOR, sites)
        house.build_gates(ACTOR, sites)
        staff = house.build_staff(ACTOR, sites, now)
        house.build_settings(ACTOR, now)
        branches.build_branches(ACTOR, sites, staff, now)
        say("书目与馆藏 · records and items")
        items = stock.build_stock(ACTOR, sites)
        say("读者 · readers")
        readers = stock.build_readers(ACTOR, sites)
        _accounts(readers[0], now)
        _terminal(sites["C"], now)
        say("客流与借还 · visits, issues and returns")
        desk = Actor(ActorKind.STAFF, staff["fuwutai"], "贺小满")
        facts = history.build_visits(ACTOR, sites) + history.build_loans(desk, sites, readers, items)
        history.record_all(facts)
        say("网页 · pages")
        pages.build_pages()
        people_bulk.renew_cards(readers[0], actor=ACTOR, at=now - timedelta(days=2))
        _current_loans(readers[0][0], now)
        waiting.build_waiting(ACTOR, sites, readers[0], items[0], now)
        money.build_money(ACTOR, sites, readers[0], items[0], now)
        troubles.build_troubles(ACTOR, sites, readers[0], items[0], now)
        rules.build_rules(ACTOR, sites, now)
        house.build_days(ACTOR, sites, now)
        places.keep_every_day(actor=ACTOR, at=now)
        circulation.count_every_due_day(actor=ACTOR, at=now, since=house.CLOSED_ON)
        say("标目、版本、书架 · headings, editions, shelves")
        shelves.build_shelves(ACTOR, sites, readers[0][0], now)
        say("学习与读书月 · study and the reading month")
        studying.build_study(ACTOR, staff, items[0], readers[0][0], now)
        telling.build_notices(ACTOR, readers[0][0], now)
        connecting.build_applications(ACTOR, readers[0][0], now)
        meetings.build_meetings(now)
        dues.build_dues(ACTOR, now)
        membership.build_membership(ACTOR, sites, staff)
    say("封存台账 · sealing the ledger")
    ledger.seal_all(at=now, slice_of=5000)
    say("责任与签认的数值 · duties and signed figures")
    with write():
        signing.build_signed(ACTOR, sites, staff, now)
        reporting.build_reports(staff, now)
        token = owning.build_after(staff, sites, now)
    say(f"督查链接（30 天内有效） · a link for an inspector, good for 30 days: /review/{token}/")
    ledger.seal_all(at=now, slice_of=5000)


def _accounts(readers: list[int], now: datetime) -> None:
    for account, reader_id in ((READER, readers[0]), (CHILD, readers[1])):
        people.make_account(
            actor=ACTOR, at=now, person_id=people.reader(reader_id).person_id, username=account.username,
            password=PASSWORD, email=f"{account.username}@example.org",
        )  # fmt: skip


def _terminal(site_id: int, now: datetime) -> None:
    """Set up the self-check machine of the centre; test clients sign in as it."""
    login, password, institution = TERMINAL
    dialect = protocols.Dialect(institution=institution)
    protocols.make_terminal(actor=ACTOR, at=now, login=login, password=password, site_id=site_id, dialect=dialect)


def _current_loans(reader_id: int, now: datetime) -> None:
    """Renew what the demonstration's reader has out since 2020, so that my library shows loans of today."""
    at = now - timedelta(days=1)
    actor = Actor(ActorKind.SYSTEM, 0, "demonstration", (Grant("*"),))
    for line in circulation.loans_of(reader_id, at=at):
        circulation.renew(actor=actor, at=at, loan_id=line.loan.id, override_reason="演示：把 2020 年的借书续到今天")
