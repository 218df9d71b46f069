"""What this room does every night."""

from __future__ import annotations

from datetime import datetime

from shushan.jobs import public as jobs
from shushan.kernel.actor import system


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("people.end-merges", hour=3, run=_end_merges)
    jobs.register_nightly("people.sort-by-age", hour=0, run=_sort_by_age)
    jobs.register_nightly("people.count-cards", hour=0, run=_count_cards)
    jobs.register_nightly("people.drop-moving-in-files", hour=4, run=_drop_files)
    jobs.register_nightly("people.drop-old-tallies", hour=4, run=_drop_tallies)
    jobs.register_chore("people.lift-freezes", seconds=60, run=_lift_freezes)


def _end_merges(at: datetime) -> None:
    from shushan.people.operations.unmerging import end_merges

    while end_merges(actor=system("nightly"), at=at):
        pass


def _count_cards(at: datetime) -> None:
    from shushan.people.operations.upkeep import count_cards

    while count_cards(actor=system("nightly"), at=at):
        pass


def _sort_by_age(at: datetime) -> None:
    from shushan.people.operations.upkeep import sort_by_age

    while sort_by_age(actor=system("nightly"), at=at):
        pass


def _lift_freezes(at: datetime) -> bool:
    from shushan.people.models import Reader
    from shushan.people.operations.upkeep import lift_freezes

    waiting = Reader.objects.filter(frozen_at__isnull=False).exclude(frozen_cause="", frozen_until__isnull=True)
    return waiting.exists() and bool(lift_freezes(actor=system("upkeep"), at=at))


def _drop_files(at: datetime) -> None:
    from shushan.files import public as files
    from shushan.people.moving_in.engine import FILE_KIND, FILES_KEPT

    while files.drop_old(kind=FILE_KIND, before=at - FILES_KEPT):
        pass


def _drop_tallies(at: datetime) -> None:
    from shushan.database.public import write
    from shushan.people.models import Tally

    with write():
        Tally.objects.filter(expires_at__lte=at).delete()
