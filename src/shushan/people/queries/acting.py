"""Who acts: an account or a device becomes an actor with the grants that hold at that instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from shushan.database.public import Prepared, write
from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from shushan.kernel.tokens import token_digest
from shushan.ledger.public import local_day
from shushan.people import roles
from shushan.people.models import Device, Person, RoleGrant, User
from shushan.units import public as units

Held: TypeAlias = tuple[int, int | None, int | None, datetime, datetime | None]  # role, site, unit, since, until

SEEN_EVERY: Final = timedelta(minutes=5)  # a device's last_seen_at is written at most this often


def actor_for(user: User, *, at: datetime, site_id: int | None = None) -> Actor:
    """Return the actor behind an account at an instant, in two queries; the anonymous one for an empty account.

    ``site_id`` is where they stand; a member of staff stands at their own site when nothing is said.
    """
    if user.person_id is None or not user.is_active:
        return ANONYMOUS
    return actor_of_person(user.person_id, at=at, site_id=site_id)


def actor_of_person(person_id: int, *, at: datetime, site_id: int | None = None) -> Actor:
    """Return a person as an actor at an instant, in two queries; three for one who holds a role at a unit."""
    [row] = _PERSON.rows(person_id)
    name, staff, staff_site, since, until, reader, home_site = row
    day = local_day(at)
    works = staff is not None and since <= day and (until is None or day < until)
    # Whoever left holds nothing, whatever rows say.
    grants = _granted(_GRANTS.rows(person_id, at), day) if works else []
    if reader is not None:
        grants += [Grant(verb) for verb in roles.READER.verbs]
    stands = site_id or (staff_site if works else None) or (home_site if reader is not None else None)
    kind = ActorKind.STAFF if works else ActorKind.READER
    return Actor(kind=kind, id=person_id, name=name, grants=tuple(grants), site_id=stands)


_PERSON = Prepared(
    lambda person_id: Person.objects.filter(pk=person_id).values_list(
        "name", "staff__pk", "staff__site_id", "staff__since", "staff__until", "reader__pk", "reader__home_site_id"
    ),
    int,
)
_GRANT: Final = ("role", "site_id", "unit_id", "since", "until")
_GRANTS = Prepared(
    lambda person_id, at: RoleGrant.objects.in_force(at).filter(person=person_id).values_list(*_GRANT), int, datetime
)


def device_actor(token: str, *, at: datetime) -> Actor | None:
    """Return the device that holds a token as an actor, in two queries, or None when no working device has it."""
    return _acting(Device.objects.filter(token_hash=token_digest(token), retired_at=None).first(), at)


def actor_of_device(device_id: int, *, at: datetime) -> Actor | None:
    """Return a working device as an actor, in two queries, or None; whoever asks has proved that it is the device."""
    return _acting(Device.objects.filter(pk=device_id, retired_at=None).first(), at)


def _acting(device: Device | None, at: datetime) -> Actor | None:
    if device is None:
        return None
    held = RoleGrant.objects.in_force(at).filter(device=device).values_list(*_GRANT)
    grants = tuple(_granted(list(held), local_day(at)))
    if device.last_seen_at is None or at - device.last_seen_at >= SEEN_EVERY:
        with write():
            Device.objects.filter(pk=device.pk).update(last_seen_at=at)
    return Actor(kind=ActorKind.DEVICE, id=device.pk, name=device.name, grants=grants, site_id=device.site_id)


def roles_of_user(user: User, *, at: datetime) -> tuple[roles.Role, ...]:
    """Return the roles that an account's person holds at an instant, in one query; none for whoever left."""
    if user.person_id is None:
        return ()
    held = RoleGrant.objects.in_force(at).of_working_staff(local_day(at)).filter(person=user.person_id)
    numbers = held.values_list("role", flat=True)
    return tuple(roles.BY_NUMBER[number] for number in sorted(set(numbers)) if number in roles.BY_NUMBER)


def _granted(held: Sequence[Held], day: date) -> list[Grant]:
    """Return the grants of roles; one at a unit reaches the units below it on the day (one query more)."""
    at_units = {unit_id for _role, _site, unit_id, _since, _until in held if unit_id is not None}
    below = units.reach(at_units, on=day) if at_units else {}
    return [grant for one in held for grant in _verbs(*one, below.get(one[2] or 0, frozenset()))]


def _verbs(
    role: int, site_id: int | None, unit_id: int | None, since: datetime, until: datetime | None, below: frozenset[int]
) -> list[Grant]:
    known = roles.BY_NUMBER.get(role)
    if known is None:
        return []
    return [
        Grant(verb, site_id=site_id, unit_id=unit_id, since=since, until=until, below=below) for verb in known.verbs
    ]
