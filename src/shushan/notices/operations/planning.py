"""Plan what is to be told. Called by the rooms inside their own operations and nightly work, as a fact is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from shushan.database.public import write
from shushan.notices.models import Notice
from shushan.notices.registry import kind
from shushan.notices.states import NoticeState
from shushan.notices.terms import Planned


@write()
def plan(plans: Sequence[Planned], *, at: datetime) -> int:
    """Plan notices inside the caller's transaction; return how many were new.

    The same kind, subject, step and reader again changes nothing, whoever asks and how often. Nothing is told before
    the worker's next turn, nor before ``not_before``.

    :raises ValueError: a kind is not declared: that is a bug of the caller.
    """
    if strange := {one.kind for one in plans if kind(one.kind) is None}:
        raise ValueError(f"no such kind of notice: {', '.join(sorted(strange))}")
    known = _known(plans)
    fresh = {_key(one): one for one in plans if _key(one) not in known}
    Notice.objects.bulk_create(
        [
            Notice(
                kind=one.kind, subject=one.subject, step=one.step, reader_id=one.reader_id, site_id=one.site_id,
                said=dict(one.values), made_at=at, not_before=max(one.not_before or at, at),
            )
            for one in fresh.values()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(fresh)


@write()
def withdraw(*, kind: str, subjects: Iterable[str]) -> int:
    """Take back what waits and was told to nobody yet, because it was undone; return how many."""
    waiting = Notice.objects.filter(kind=kind, subject__in=list(subjects), state=NoticeState.WAITING)
    return waiting.update(state=NoticeState.WITHDRAWN)


def _key(one: Planned) -> tuple[int, str, str, str]:
    return one.reader_id, one.kind, one.subject, one.step


def _known(plans: Sequence[Planned]) -> set[tuple[int, str, str, str]]:
    found = Notice.objects.filter(
        reader_id__in={one.reader_id for one in plans},
        kind__in={one.kind for one in plans},
        subject__in={one.subject for one in plans},
    )
    return set(found.values_list("reader_id", "kind", "subject", "step"))
