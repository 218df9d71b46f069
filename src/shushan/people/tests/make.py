"""Readers, staff and actors for tests, made through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Final

from django.test import Client

from shushan.kernel.actor import Actor, system
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.models import User
from shushan.people.options import STAFF_MFA

LONG_AGO: Final = datetime(2019, 1, 2, 1, 0, tzinfo=UTC)
PASSWORD: Final = "shan-you-lu-qin-wei-jing"
_numbers = count(1)
TESTER: Final = system("test")


def make_reader(
    *,
    site_id: int,
    name: str = "李小满",
    birth_on: date | None = date(1990, 5, 4),
    at: datetime = LONG_AGO,
    card_number: str = "",
    with_card: bool = True,
    phone: str = "",
    id_number: str = "",
    category: str = "",
) -> people.ReaderValue:
    """Register a reader with an active card and return the value."""
    reader_id = people.register_reader(
        actor=TESTER,
        at=at,
        name=name,
        home_site_id=site_id,
        birth_on=birth_on,
        phone=phone,
        id_number=id_number,
        category=category,
    )
    if with_card:
        people.issue_card(actor=TESTER, at=at, reader_id=reader_id, site_id=site_id, number=card_number)
    return people.reader(reader_id, at=at)


def make_staff(
    *roles: str, site_id: int | None = None, unit_id: int | None = None, name: str = "王馆员", at: datetime = LONG_AGO
) -> int:
    """Appoint a member of staff who holds these roles at that site (None = everywhere) and return the person's id."""
    staff_id = people.appoint_staff(
        actor=TESTER, at=at, since=at.date(), said=people.Particulars(name=name), site_id=site_id, unit_id=unit_id
    )
    person_id = people.staff_member(staff_id).person_id
    for role in roles:
        people.give_role(actor=TESTER, at=at, role=role, person_id=person_id, site_id=site_id)
    return person_id


def actor_of(person_id: int, *, at: datetime, site_id: int | None = None) -> Actor:
    """Return a person as an actor at an instant."""
    return people.actor_of_person(person_id, at=at, site_id=site_id)


def make_user(person_id: int, *, username: str = "", email: str = "", password: str = PASSWORD) -> User:
    """Give a person an account and return its row (for ``client.force_login``)."""
    name = username or f"user{next(_numbers)}"
    user_id = people.make_account(
        actor=TESTER, at=LONG_AGO, person_id=person_id, username=name, email=email, password=password
    )
    return User.objects.get(pk=user_id)


def without_second_factor() -> None:
    """Let a password be enough for every role, as in the demonstration."""
    options.set_option(actor=TESTER, at=LONG_AGO, code=STAFF_MFA.code, value=False, valid_from=LONG_AGO, note="test")


def client_of(*roles: str, person_id: int | None = None) -> Client:
    """Return a browser that is signed in: as a new colleague with these roles, or as that person."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(person_id or make_staff(*roles)))
    return client


EVER: Final = (ledger.SiteSpan(None, date(2000, 1, 1), date(2100, 1, 1)),)


def counted(*facts: str) -> int:
    """Return how many of these facts the ledger holds, net of what was reversed."""
    return ledger.total(ledger.Where(facts=facts, spans=EVER))
