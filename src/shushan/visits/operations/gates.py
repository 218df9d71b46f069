"""Write the gates: add one, correct what is said about it. Its name stays, since facts carry it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.visits.errors import GateHasCounts, GateTaken, NoSuchGate
from shushan.visits.models import Gate, Reading
from shushan.visits.terms import Side, VisitAct

LONGEST_NAME = 40


@write()
def add_gate(
    *,
    actor: Actor,
    at: datetime,
    site_id: int,
    name: str,
    side: Side,
    since: date,
    until: date | None = None,
    device_id: int | None = None,
) -> int:
    """Add a gate that is counted from a day on and return its id.

    :raises NotAllowed: :raises NotFound: no such site :raises Invalid: no name, days the wrong way round, a
        device of another site :raises GateTaken: the site has or had a gate of that name, or the device
        stands at another gate
    """
    actor.require(VisitAct.EDIT_GATES, site_id=site_id)
    site = places.site(site_id)
    bare = " ".join(name.replace("\x00", "").split())
    if not bare or len(bare) > LONGEST_NAME:
        raise Invalid(_("请写门的名称，最多 %(n)s 个字") % {"n": LONGEST_NAME}, field="name")
    _days_in_order(since, until)
    _device_stands_here(device_id, site.id)
    gate = Gate(site_id=site.id, name=bare, side=side, device_id=device_id, since=since, until=until)
    _save(gate)
    return gate.pk


@write()
def edit_gate(
    *, actor: Actor, at: datetime, gate_id: int, side: Side, since: date, until: date | None, device_id: int | None
) -> None:
    """Correct what is said about a gate; with ``until`` (the first day without it) it is closed.

    :raises NotAllowed: :raises NoSuchGate: :raises Invalid: as for a new gate :raises GateTaken:
    :raises GateHasCounts: counts that stand would lie outside its days
    """
    gate = Gate.objects.filter(pk=gate_id).first()
    if gate is None:
        raise NoSuchGate(_("没有这个门"))
    actor.require(VisitAct.EDIT_GATES, site_id=gate.site_id)
    _days_in_order(since, until)
    if device_id != gate.device_id:
        _device_stands_here(device_id, gate.site_id)
    _counts_stay_inside(gate, since, until)
    gate.side, gate.since, gate.until, gate.device_id = side, since, until, device_id
    _save(gate)


def _save(gate: Gate) -> None:
    """Save a gate; the database refuses a second one of that name, and a device at two gates."""
    try:
        with transaction.atomic():
            gate.save()
    except IntegrityError as error:
        others = Gate.objects.exclude(pk=gate.pk)
        if gate.device_id and gate.until is None and others.filter(device_id=gate.device_id, until=None).exists():
            raise GateTaken(
                _("这台设备已经装在另一个门上"), field="device", remedy=_("请先给那个门填停用日期，或换一台设备")
            ) from error
        if others.filter(site_id=gate.site_id, name=gate.name).exists():
            raise GateTaken(
                _("这个馆区已经有“%(name)s”") % {"name": gate.name},
                field="name",
                remedy=_("请换一个名称；停用过的门可以清空停用日期，重新启用"),
            ) from error
        raise


def _days_in_order(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise Invalid(_("停用日期必须晚于启用日期"), field="until")


def _device_stands_here(device_id: int | None, site_id: int) -> None:
    if device_id is None:
        return
    device = next((one for one in people.devices() if one.id == device_id), None)
    if device is None or device.retired_at is not None or device.site_id != site_id:
        raise Invalid(_("这台设备不在这个馆区，或已停用"), field="device", remedy=_("请换一台设备"))


def _counts_stay_inside(gate: Gate, since: date, until: date | None) -> None:
    outside = Q(since__lt=ledger.day_begins(since))
    if until is not None:
        outside |= Q(since__gte=ledger.day_begins(until))
    was_inside = Q(since__gte=ledger.day_begins(gate.since))
    if gate.until is not None:
        was_inside &= Q(since__lt=ledger.day_begins(gate.until))
    held = Reading.objects.filter(outside & was_inside, site_id=gate.site_id, gate=gate.name, reversed_at=None)
    found = held.count()
    if found:
        raise GateHasCounts(
            _("有 %(n)s 次计数会落在这些日期之外") % {"n": found},
            rule=_("门的日期要包住它的全部计数"),
            remedy=_("请改日期，或先冲正那些计数"),
        )
