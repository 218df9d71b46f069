"""How readers are reached, for the room that tells them things. Addresses in clear: never shown by whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shushan.ledger.public import local_day
from shushan.people import policy
from shushan.people.models import Card, Person, Reader
from shushan.people.states import CardState
from shushan.people.terms import ReaderCategory


@dataclass(frozen=True, slots=True)
class Contact:
    """A reader's ways of being reached. ``guardian_id``: who acts for a minor on that day, else None."""

    reader_id: int
    name: str
    phone: str
    email: str
    category: ReaderCategory
    home_site_id: int
    is_erased: bool
    guardian_id: int | None
    is_under_fourteen: bool


@dataclass(frozen=True, slots=True)
class AccountContact:
    """How the account of a person is reached: in the house, and by the account's own e-mail, if it has one."""

    person_id: int
    name: str
    email: str
    is_erased: bool


@dataclass(frozen=True, slots=True)
class EndingCard:
    """An active card that runs out; ``expires_on`` is its last good day."""

    card_id: int
    reader_id: int
    number: str
    expires_on: date
    site_id: int


def contacts(reader_ids: Iterable[int], *, at: datetime) -> dict[int, Contact]:
    """Return how readers are reached, by id, in one query; an account's e-mail stands in for one that is missing."""
    day = local_day(at)
    rows = Reader.objects.filter(pk__in=set(reader_ids)).values_list(
        "pk", "person__name", "person__phone", "person__email", "person__user__email", "category", "home_site_id",
        "person__erased_at", "guardian_id", "person__birth_on",
    )  # fmt: skip
    return {
        pk: Contact(
            pk, name, phone, email or account or "", ReaderCategory(category), site, erased is not None,
            guardian if guardian and policy.is_minor(born, day) else None, policy.needs_consent(born, day),
        )
        for pk, name, phone, email, account, category, site, erased, guardian, born in rows
    }  # fmt: skip


def account_contacts(person_ids: Iterable[int]) -> dict[int, AccountContact]:
    """Return how the accounts of persons are reached, by person, in one query; who has no open account is left out."""
    rows = Person.objects.filter(pk__in=set(person_ids), user__is_active=True).values_list(
        "pk", "name", "user__email", "email", "erased_at"
    )
    return {pk: AccountContact(pk, name, account or own, erased is not None) for pk, name, account, own, erased in rows}


def cards_ending(since: date, until: date, *, above: int = 0, limit: int = 1000) -> list[EndingCard]:
    """Return active cards whose last good day lies in ``[since, until]``, by id above one, in one query."""
    found = Card.objects.filter(state=CardState.ACTIVE, expires_on__gte=since, expires_on__lte=until, pk__gt=above)
    rows = found.order_by("pk").values_list("pk", "reader_id", "number", "expires_on", "site_id")[:limit]
    return [EndingCard(pk, reader, number, day, site) for pk, reader, number, day, site in rows if day is not None]


def last_days(card_ids: Iterable[int]) -> dict[int, date]:
    """Return the last good day of those cards that are still active, in one query."""
    found = Card.objects.filter(pk__in=set(card_ids), state=CardState.ACTIVE, expires_on__isnull=False)
    return {pk: day for pk, day in found.values_list("pk", "expires_on") if day is not None}


def frozen_since(reader_ids: Iterable[int]) -> dict[int, datetime]:
    """Return since when readers are frozen; who is not frozen is left out. In one query."""
    found = Reader.objects.filter(pk__in=set(reader_ids), frozen_at__isnull=False)
    return {pk: since for pk, since in found.values_list("pk", "frozen_at") if since is not None}
