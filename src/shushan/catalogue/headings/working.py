"""Which records are one work: those that share a title and its author, one leading to the next.

A translation that names its original stands with the original and with other translations. The works of a slice are
put together anew with everything that shares a form with them, so an edit can also part what was together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shushan.catalogue.headings.models import WorkForm, WorkOf

MOST = 400  # records of one work; beyond that a form is no name of one work any more


def keep(forms: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Replace the forms of these records (key, whole) and put together the works that they touch."""
    ids = list(forms)
    works = set(WorkOf.objects.filter(record_id__in=ids).values_list("work_id", flat=True))
    touched = {*ids, *WorkOf.objects.filter(work_id__in=works).values_list("record_id", flat=True)}
    WorkForm.objects.filter(record_id__in=ids).delete()
    rows = [
        WorkForm(record_id=pk, key=key, whole=whole) for pk, some in forms.items() for key, whole in dict(some).items()
    ]
    WorkForm.objects.bulk_create(rows, batch_size=500)
    keys = _reached(touched)
    groups = _groups(keys)
    WorkOf.objects.filter(record_id__in=[*touched, *keys]).delete()
    WorkOf.objects.bulk_create(
        [WorkOf(record_id=pk, work_id=min(group)) for group in groups for pk in group], batch_size=500
    )


def _reached(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the forms of these records and of all that share one with them, step by step."""
    known: dict[int, set[str]] = {}
    seen: set[str] = set()
    frontier = set(ids)
    while frontier:
        for pk, key in WorkForm.objects.filter(record_id__in=frontier).values_list("record_id", "key"):
            known.setdefault(pk, set()).add(key)
        keys = {key for pk in frontier for key in known.get(pk, ())} - seen
        seen |= keys
        found = set(WorkForm.objects.filter(key__in=keys).values_list("record_id", flat=True))
        frontier = found - set(known)
    return known


def _groups(keys: Mapping[int, set[str]]) -> list[list[int]]:
    """Return the records that are held together by forms they share."""
    owners: dict[str, list[int]] = {}
    for pk, some in keys.items():
        for key in some:
            owners.setdefault(key, []).append(pk)
    left, groups = set(keys), []
    for begin in sorted(keys):
        if begin not in left:
            continue
        group, frontier = [], [begin]
        left.discard(begin)
        while frontier:
            pk = frontier.pop()
            group.append(pk)
            for key in keys[pk]:
                near = [other for other in owners[key] if other in left] if len(owners[key]) <= MOST else []
                left.difference_update(near)
                frontier += near
        groups.append(group)
    return groups
