"""Plan what is to be told. Called by the rooms inside their own operations and nightly work, as a fact is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from shushan.database.public import write
from shushan.notices.models import Notice
from shushan.notices.registry import kind
from shushan.notices.states import NoticeState
from shushan.notices.terms import Planned, Whom
from shushan.people import public as people

SAID: Final = ("kind", "subject", "step")
Key: TypeAlias = tuple[Whom, str, str, str]


@write()
def plan(plans: Sequence[Planned], *, at: datetime) -> int:
    """Plan notices inside the caller's transaction; return how many were new.

    The same kind, subject, step and reader (or account) again changes nothing, whoever asks and how often. Nothing is
    told before the worker's next turn, nor before ``not_before``.

    :raises ValueError: a kind is not declared: that is a bug of the caller.
    """
    if strange := {one.kind for one in plans if kind(one.kind) is None}:
        raise ValueError(f"no such kind of notice: {', '.join(sorted(strange))}")
    addressed = _addressed(plans)
    known = _known(plans, addressed)
    fresh: dict[Key, tuple[Planned, Whom]] = {}
    for one, whom in addressed:
        key = _key(one, whom)
        if key not in known:
            fresh.setdefault(key, (one, whom))
    Notice.objects.bulk_create(
        [
            Notice(
                kind=one.kind, subject=one.subject, step=one.step, reader_id=whom.reader_id, person_id=whom.person_id,
                site_id=one.site_id, said=dict(one.values), made_at=at, not_before=max(one.not_before or at, at),
            )
            for one, whom in fresh.values()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(fresh)


def reachable(person_ids: Iterable[int]) -> set[int]:
    """Return which persons are told what is planned for them: readers, and whoever has an account; in two queries."""
    wanted = set(person_ids)
    readers = set(people.reader_ids_of_persons(wanted))
    return readers | set(people.account_contacts(wanted - readers))


@write()
def withdraw(*, kind: str, subjects: Iterable[str]) -> int:
    """Take back what waits and was told to nobody yet, because it was undone; return how many."""
    waiting = Notice.objects.filter(kind=kind, subject__in=list(subjects), state=NoticeState.WAITING)
    return waiting.update(state=NoticeState.WITHDRAWN)


def _addressed(plans: Sequence[Planned]) -> list[tuple[Planned, Whom]]:
    """Return plans with whom they go to; one for a person with neither card nor account is left out."""
    persons = {one.person_id for one in plans if one.person_id is not None}
    readers = people.reader_ids_of_persons(persons) if persons else {}
    accounts = people.account_contacts(persons - set(readers)) if persons - set(readers) else {}
    found: list[tuple[Planned, Whom]] = []
    for one in plans:
        reader_id = readers.get(one.person_id) if one.person_id is not None else one.reader_id
        if reader_id is not None:
            found.append((one, Whom(reader_id)))
        elif one.person_id in accounts:
            found.append((one, Whom(person_id=one.person_id)))
    return found


def _key(one: Planned, whom: Whom) -> Key:
    return whom, one.kind, one.subject, one.step


def _known(plans: Sequence[Planned], addressed: Sequence[tuple[Planned, Whom]]) -> set[Key]:
    """Return what was planned before, whether the person was a reader then or is one only now."""
    about = Notice.objects.filter(
        kind__in={one.kind for one in plans}, subject__in={one.subject for one in plans}
    )  # fmt: skip
    readers = {whom.reader_id for _one, whom in addressed if whom.reader_id is not None}
    known: set[Key] = {
        (Whom(pk), kind, subject, step)
        for pk, kind, subject, step in about.filter(reader__in=readers).values_list("reader_id", *SAID)
    }
    by_person = {one.person_id: whom for one, whom in addressed if one.person_id is not None}
    if by_person:
        told = about.filter(person__in=by_person).values_list("person_id", *SAID)
        known |= {(by_person[person_id], kind, subject, step) for person_id, kind, subject, step in told}
    return known
