"""How notices follow when two readers are merged into one, and come back when the merge is undone."""

from __future__ import annotations

from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _

from shushan.notices.models import BadContact, Choice, HabitRow, Message, Notice, WechatBinding
from shushan.people.public import Moved

POINTED: Final[tuple[tuple[type[Model], str], ...]] = (
    (Notice, "reader_id"),
    (Notice, "told_to_id"),
    (Message, "reader_id"),
    (Choice, "reader_id"),
    (BadContact, "reader_id"),
)
OWN: Final[tuple[type[Model], ...]] = (HabitRow, WechatBinding)  # one row each: that of the one who stays counts


class NoticesFollow:
    """The people's port for merging."""

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        """Return how many notices lie in the inbox, and how many messages went out."""
        return [
            (_("通知"), Notice.objects.filter(told_to=reader_id).count()),
            (_("外发消息"), Message.objects.filter(reader=reader_id).count()),
        ]

    def move(self, *, gone_id: int, kept_id: int) -> Moved:
        """Point everything at the reader who stays; what both have (a choice, a notice) stays as that one has it."""
        told = set(Notice.objects.filter(reader=kept_id).values_list("kind", "subject", "step"))
        for row in Notice.objects.filter(reader=gone_id):
            if (row.kind, row.subject, row.step) in told:
                row.delete()
        Message.objects.filter(reader=gone_id, is_digest=True, state="waiting").update(is_digest=False)
        chosen = set(Choice.objects.filter(reader=kept_id).values_list("kind", flat=True))
        Choice.objects.filter(reader=gone_id, kind__in=chosen).delete()
        marked = set(BadContact.objects.filter(reader=kept_id).values_list("channel", flat=True))
        BadContact.objects.filter(reader=gone_id, channel__in=marked).delete()
        moved: Moved = {}
        for model, column in POINTED:
            ids = list(model._default_manager.filter(**{column: gone_id}).values_list("pk", flat=True))
            model._default_manager.filter(pk__in=ids).update(**{column: kept_id})
            if ids:
                moved[f"{model.__name__}.{column}"] = ids
        for own in OWN:
            if own._default_manager.filter(pk=kept_id).exists():
                own._default_manager.filter(pk=gone_id).delete()
            elif own._default_manager.filter(pk=gone_id).update(reader_id=kept_id):
                moved[own.__name__] = [kept_id]
        return moved

    def move_back(self, moved: Moved, *, gone_id: int, kept_id: int) -> None:
        """Give back what still belongs to the one who stayed; what was deleted since stays so."""
        for model, column in POINTED:
            ids = moved.get(f"{model.__name__}.{column}", [])
            model._default_manager.filter(pk__in=ids, **{column: kept_id}).update(**{column: gone_id})
        for own in OWN:
            if own.__name__ in moved:
                own._default_manager.filter(pk=kept_id).update(reader_id=gone_id)
