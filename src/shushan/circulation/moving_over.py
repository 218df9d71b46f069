"""How loans and whatever else this room keeps about a reader follow when two readers are merged into one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from shushan.circulation.locks import one_at_a_time
from shushan.circulation.models import HistoryWish, Loan
from shushan.circulation.states import LoanState
from shushan.kernel.errors import Conflict
from shushan.people.public import Moved

READER = "people.reader"


class LoansFollow:
    """The people's port for merging: every column of this room that names a reader is pointed at the other one."""

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        """Return how many loans are out, and how many returned ones still name the reader."""
        of = Loan.objects.filter(reader_id=reader_id)
        return [
            (_("在借"), of.filter(state=LoanState.OUT).count()),
            (_("已还、仍留名的借阅"), of.filter(state=LoanState.BACK).count()),
            *((model._meta.verbose_name, n) for model, n in _others(reader_id) if n),
        ]

    def move(self, *, gone_id: int, kept_id: int) -> Moved:
        """Point everything at the reader who stays; return the ids by model and column.

        :raises Conflict: both hold what one reader may not hold twice
        """
        for reader_id in sorted((gone_id, kept_id)):
            one_at_a_time(reader_id)
        moved: Moved = {}
        for model, column in _columns():
            if model is HistoryWish:
                HistoryWish.objects.filter(reader_id=gone_id).delete()  # the wish of the one who stays counts
                continue
            ids = list(model._default_manager.filter(**{column: gone_id}).values_list("pk", flat=True))
            _point(model, column, ids, kept_id)
            if ids:
                moved[f"{model.__name__}.{column}"] = ids
        return moved

    def move_back(self, moved: Moved, *, gone_id: int, kept_id: int) -> None:
        """Give back what still names the one who stayed; what was anonymised since stays anonymous."""
        for model, column in _columns():
            ids = moved.get(f"{model.__name__}.{column}", [])
            still = model._default_manager.filter(pk__in=ids, **{column: kept_id})
            _point(model, column, list(still.values_list("pk", flat=True)), gone_id)


def _columns() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every column of this room that names a reader, so that none is forgotten."""
    for model in apps.get_app_config("circulation").get_models():
        for column in model._meta.concrete_fields:
            if column.related_model is not None and column.related_model._meta.label_lower == READER:
                yield model, column.attname


def _others(reader_id: int) -> Iterator[tuple[type[models.Model], int]]:
    for model, column in _columns():
        if model not in (Loan, HistoryWish):
            yield model, model._default_manager.filter(**{column: reader_id}).count()


def _point(model: type[models.Model], column: str, ids: list[int], reader_id: int) -> None:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=ids).update(**{column: reader_id})
    except IntegrityError as error:
        said = _("两位读者在“%(what)s”里有互相冲突的记录") % {"what": model._meta.verbose_name}
        raise Conflict(said, remedy=_("请先办结其中一位的，再合并")) from error


def overdue_readers(reader_ids: set[int], *, at: datetime) -> set[int]:
    """Return which of these readers hold something overdue, in one query."""
    late = Loan.objects.filter(state=LoanState.OUT, due_at__lt=at, reader_id__in=reader_ids)
    return set(late.values_list("reader_id", flat=True))
