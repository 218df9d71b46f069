"""Build a whole index beside the one in use, then swap. Service goes on: what changes meanwhile is taken before the swap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.database.public import write, write_patiently
from shushan.kernel.clock import now
from shushan.kernel.errors import Conflict
from shushan.search.loading import SLICE, Loading
from shushan.search.models import Build, Change, Late
from shushan.search.ports import Builder, engine
from shushan.search.providers import every_provider
from shushan.search.telling import tell

SILENCE = timedelta(minutes=3)  # after so long without a sign of life a builder counts as dead
MARKED = 2000  # changes in one statement
LAST = 200  # so few late documents are written with the swap, while nobody else writes


class BuildRunning(Conflict):
    """Another process is building an index."""

    code = "search-build-running"


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew, swap, and return how many documents it has.

    :raises BuildRunning: another process is at it.
    """
    _begin(now())
    _mark_waiting()
    builder = engine().build()
    try:
        done = _fill(builder, progress)
        _beat()
        builder.settle()
        _catch_up(builder)
    except BaseException:
        builder.drop()
        with write():
            Build.objects.all().delete()
        raise
    _forget_marked()
    return done


def build_if_missing() -> bool:
    """Build the index when there is none of this analysis (after an upgrade, a restore); return whether it did."""
    if engine().in_use():
        return False
    try:
        rebuild()
    except BuildRunning:
        return False
    return True


def _begin(at: datetime) -> None:
    try:
        with write():
            Build.objects.filter(beat_at__lt=at - SILENCE).delete()
            Build.objects.create(began_at=at, beat_at=at)
            Late.objects.all().delete()
    except IntegrityError as error:
        said = _("另一个进程正在重建索引")
        raise BuildRunning(said, remedy=_("请等它完成；它若已中断，三分钟后可以重来")) from error


def _mark_waiting() -> None:
    """Mark what waits before anything is loaded: the new index will have it. A later change takes the mark away."""
    rows, last, end = Change.objects.order_by("pk"), 0, Change.objects.aggregate(end=Max("pk"))["end"] or 0
    while last < end:
        with write_patiently():
            some = list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:MARKED])
            last = some[-1] if some else end
            rows.filter(pk__gte=some[0] if some else end, pk__lte=last).update(serial=0)


def _forget_marked() -> None:
    """Drop from the outbox what was marked and did not change since."""
    marked = Change.objects.filter(serial=0).order_by("pk").values_list("pk", "kind", "ref")
    while some := list(marked[:MARKED]):
        with write_patiently():
            Change.objects.filter(pk__gte=some[0][0], pk__lte=some[-1][0], serial=0).delete()
            tell([(kind, ref) for _pk, kind, ref in some], at=now())


def _fill(builder: Builder, progress: Callable[[int], None] | None) -> int:
    done, beat = 0, now()
    for source in every_provider():
        ids = iter(source.every_id())
        while some := list(islice(ids, SLICE)):
            done += builder.add(Loading([(source.kind, ref) for ref in some]).entries())
            if now() - beat > timedelta(seconds=20):
                beat = now()
                _beat()
            if progress is not None:
                progress(done)
    return done


def _beat() -> None:
    with write_patiently():
        Build.objects.update(beat_at=now())


def _catch_up(builder: Builder) -> None:
    """Take what changed meanwhile; the last of it and the swap while no other process writes the index.

    Whoever writes it locks the row of the build as well (SQLite has one writer anyway): what it hands over is either
    here before the swap, or stays in its outbox because another index is in use by then.
    """
    while Late.objects.count() > LAST:
        _take(builder)
    with write():
        list(Build.objects.select_for_update())
        while Late.objects.exists():
            _take(builder)
        builder.swap()
        Build.objects.all().delete()


def _take(builder: Builder) -> None:
    rows = list(Late.objects.order_by("pk").values_list("pk", "kind", "ref")[:SLICE])
    loading = Loading([(kind, ref) for _pk, kind, ref in rows])
    builder.write(loading.entries(), loading.gone())
    with write_patiently():
        Late.objects.filter(pk__in=[pk for pk, *_key in rows]).delete()
