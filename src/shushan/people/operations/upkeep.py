"""What time does to readers by itself: cards run out, children grow up, freezes end when their cause is gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db.models import Q

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.people import events, policy, ports
from shushan.people.models import Card, Reader
from shushan.people.operations import cards
from shushan.people.operations.readers import NOT_FROZEN, dims
from shushan.people.states import CardState
from shushan.people.terms import FreezeCause, PeopleAct, ReaderCategory

SLICE: Final = 200  # rows in one transaction, so that desks do not wait


@write()
def count_cards(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Record which cards ran out since the last night, at the midnight after their last good day; return how many.

    Valid cards that the ledger does not know yet (of a library that was upgraded) are recorded as of their issue.
    """
    actor.require(PeopleAct.RENEW_CARD)
    today = ledger.local_day(at)
    active = Card.objects.filter(state=CardState.ACTIVE).select_related("reader")
    run_out = active.filter(is_counted=True, expires_on__lt=today)
    unknown = active.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today), is_counted=False)
    done = 0
    for card in run_out.order_by("pk")[:limit]:
        done += cards.count(card.pk, actor=actor, at=at, happened_at=cards.lapsed_at(card))
    for card in unknown.order_by("pk")[: limit - done]:
        since = max(card.issued_at, card.reader.verified_at or card.issued_at)
        done += cards.count(card.pk, actor=actor, at=at, happened_at=since)
    return done


@write()
def sort_by_age(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Make adults of children who turned eighteen, and elders of adults who turned sixty; return how many."""
    actor.require(PeopleAct.EDIT_READER)
    today = ledger.local_day(at)
    grown = Q(category=ReaderCategory.CHILD.value, person__birth_on__lte=_years_before(today, policy.ADULT_AGE))
    aged = Q(category=ReaderCategory.ADULT.value, person__birth_on__lte=_years_before(today, policy.ELDER_AGE))
    found = Reader.objects.filter(grown | aged, person__erased_at=None).order_by("pk")[:limit]
    moved = 0
    for reader in found.select_related("person"):
        wanted = policy.category_for(reader.person.birth_on, today)
        moved += Reader.objects.filter(pk=reader.pk).exclude(category=wanted).update(category=wanted)
    return moved


@write()
def lift_freezes(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """End the freezes whose last day is over or whose cause is gone; return how many."""
    actor.require(PeopleAct.UNFREEZE_READER)
    today = ledger.local_day(at)
    over = Q(frozen_until__lt=today)
    contact = Q(frozen_cause=FreezeCause.CONTACT.value) & (~Q(person__phone="") | ~Q(person__email=""))
    document = Q(
        frozen_cause=FreezeCause.DOCUMENT.value, verified_at__isnull=False, person__id_number_index__isnull=False
    )
    frozen = Reader.objects.filter(frozen_at__isnull=False, person__erased_at=None).select_related("person")
    found = {reader.pk: reader for reader in frozen.filter(over | contact | document).order_by("pk")[:limit]}
    late = {reader.pk: reader for reader in frozen.filter(frozen_cause=FreezeCause.OVERDUE.value)}
    still = ports.still_standing(FreezeCause.OVERDUE, set(late), at)
    found |= {pk: reader for pk, reader in late.items() if pk not in still}
    for reader in found.values():
        if Reader.objects.filter(pk=reader.pk, frozen_at=reader.frozen_at).update(**NOT_FROZEN):
            event = events.ReaderUnfrozen(site_id=reader.home_site_id, reader_id=reader.pk, **dims(reader, at))
            ledger.record(event, actor=actor, subject=f"people.reader:{reader.pk}", at=at)
    return len(found)


def _years_before(day: date, years: int) -> date:
    """Return the birth date of somebody who turns so old that day; on 29 February the day before counts too."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
