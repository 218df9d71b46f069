"""How what somebody studied follows when two readers are merged into one."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from shushan.learning.models import Attendance, Certificate, Judged, Reading, SignUp, Sitting, StudyRecord
from shushan.people import public as people

# What one person may have once: by these columns. What both have stays with the one who goes, and is not lost.
_ONCE: dict[type[models.Model], tuple[str, ...]] = {
    Attendance: ("lesson",), Certificate: ("course",), SignUp: ("campaign",), Reading: ("work",),
    StudyRecord: ("channel", "day", "title"), Judged: ("judgement",),
}  # fmt: skip


class StudyFollows:
    """The people's port for merging: lessons, studies, readings, essays, notes and certificates go over."""

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        """Return how much there is, table by table together."""
        person_id = people.reader(reader_id).person_id
        n = sum(model._default_manager.filter(person=person_id).count() for model in _tables())
        return [(_("学习记录"), n)] if n else []

    def move(self, *, gone_id: int, kept_id: int) -> people.Moved:
        """Give everything to the one who stays but what both have; return the ids by table."""
        gone, kept = (people.reader(one).person_id for one in (gone_id, kept_id))
        if gone == kept:
            return {}
        Sitting.objects.filter(person=gone, ended_at=None).update(ended_at=F("opened_at"))
        moved: people.Moved = {}
        for model in _tables():
            rows = model._default_manager.filter(person=gone)
            once = _ONCE.get(model)
            if once:
                held = set(model._default_manager.filter(person=kept).values_list(*once))
                ids = [pk for pk, *key in rows.values_list("pk", *once) if tuple(key) not in held]
            else:
                ids = list(rows.values_list("pk", flat=True))
            model._default_manager.filter(pk__in=ids).update(person=kept)
            if ids:
                moved[model.__name__] = ids
        return moved

    def move_back(self, moved: people.Moved, *, gone_id: int, kept_id: int) -> None:
        """Give back what still belongs to the one who stayed."""
        gone, kept = (people.reader(one).person_id for one in (gone_id, kept_id))
        for model in _tables():
            ids = moved.get(model.__name__, [])
            model._default_manager.filter(pk__in=ids, person=kept).update(person=gone)


def _tables() -> Iterator[type[models.Model]]:
    """Yield every table of this room that names a person, so that none is forgotten."""
    for model in apps.get_app_config("learning").get_models():
        if any(field.name == "person" for field in model._meta.get_fields()):
            yield model
