"""Write the tree: found, change (rename, move), close. The past is never rewritten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.units import events
from shushan.units.governing import require_basis
from shushan.units.models import Unit, UnitVersion
from shushan.units.queries import descendants, tree
from shushan.units.terms import UnitAct


@write()
def found_unit(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    kind: str,
    since: date,
    parent_id: int | None = None,
    site_id: int | None = None,
    name_en: str = "",
    basis: str = "",
) -> int:
    """Found a unit from a day on and return its id.

    :raises NotAllowed: :raises Invalid: a name is missing, or what it is to stand under is not there on that day
    :raises Conflict: the code is taken :raises CaseNeeded: another room governs the kind and there is no ``basis``
    """
    actor.require(UnitAct.EDIT_TREE, unit_id=parent_id)
    require_basis({kind}, basis)
    if not code.strip() or not name.strip():
        raise Invalid(_("请填写代码和名称"), field="name")
    _parent_stands(parent_id, since)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(code=code.strip())
    except IntegrityError as error:
        raise Conflict(_("代码 %(code)s 已经有单位使用") % {"code": code}, remedy=_("请换一个代码")) from error
    UnitVersion.objects.create(
        unit=unit, name=name.strip(), name_en=name_en, kind=kind, parent_id=parent_id, site_id=site_id, since=since,
        basis=basis,
    )  # fmt: skip
    event = events.UnitFounded(site_id=site_id, unit_id=unit.pk, kind=kind)
    ledger.record(event, actor=actor, subject=f"units.unit:{unit.pk}", at=ledger.day_begins(since), recorded_at=at)
    return unit.pk


@write()
def change_unit(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    since: date,
    name: str,
    kind: str,
    parent_id: int | None,
    site_id: int | None = None,
    name_en: str = "",
    basis: str = "",
) -> None:
    """Rename, move or turn a unit into another kind from a day on.

    :raises NotAllowed: :raises NotFound: :raises Invalid: it would stand under itself, or before its last change
    :raises CaseNeeded: another room governs the kind and there is no ``basis``
    """
    actor.require(UnitAct.EDIT_TREE, unit_id=unit_id)
    open_version = _open_version(unit_id)
    require_basis({open_version.kind, kind}, basis)
    if since <= open_version.since:
        raise Invalid(_("变更日期必须晚于上一次变更（%(day)s）") % {"day": open_version.since}, field="since")
    if parent_id is not None and parent_id in descendants(unit_id, on=since):
        raise Invalid(_("一个单位不能放在自己下面"), field="parent")
    _parent_stands(parent_id, since)
    UnitVersion.objects.filter(pk=open_version.pk).update(until=since)
    UnitVersion.objects.create(
        unit_id=unit_id, name=name.strip() or open_version.name, name_en=name_en, kind=kind, parent_id=parent_id,
        site_id=site_id, since=since, basis=basis,
    )  # fmt: skip


@write()
def close_unit(*, actor: Actor, at: datetime, unit_id: int, until: date, basis: str = "") -> None:
    """Close a unit; ``until`` is the first day without it.

    :raises NotAllowed: :raises NotFound: :raises Invalid: before its last change
    :raises Conflict: other units still stand under it :raises CaseNeeded: as above
    """
    actor.require(UnitAct.EDIT_TREE, unit_id=unit_id)
    version = _open_version(unit_id)
    require_basis({version.kind}, basis)
    if until <= version.since:
        raise Invalid(_("撤销日期必须晚于上一次变更（%(day)s）") % {"day": version.since}, field="until")
    under = [value.name for value in tree(on=until) if value.parent_id == unit_id]
    if under:
        raise Conflict(_("下面还有单位：%(names)s") % {"names": "、".join(under)}, remedy=_("请先把它们移走或撤销"))
    UnitVersion.objects.filter(pk=version.pk).update(until=until)
    event = events.UnitClosed(site_id=version.site_id, unit_id=unit_id, kind=version.kind)
    ledger.record(event, actor=actor, subject=f"units.unit:{unit_id}", at=ledger.day_begins(until), recorded_at=at)


def _parent_stands(parent_id: int | None, since: date) -> None:
    if parent_id is not None and parent_id not in {value.id for value in tree(on=since)}:
        raise Invalid(_("那一天还没有、或已经没有这个上级单位"), field="parent", remedy=_("请换日期或换上级"))


def _open_version(unit_id: int) -> UnitVersion:
    version = UnitVersion.objects.filter(unit_id=unit_id, until=None).first()
    if version is None:
        raise NotFound(_("没有这个单位，或它已撤销"))
    return version
