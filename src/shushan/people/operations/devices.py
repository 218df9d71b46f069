"""Devices: make one, give it a new token, retire it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.kernel.tokens import new_token, token_digest
from shushan.people import roles
from shushan.people.models import Device
from shushan.people.operations.staff import give_role
from shushan.people.terms import DeviceKind, PeopleAct


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device with its token, which is shown this once."""

    id: int
    token: str = field(repr=False)


@write()
def make_device(*, actor: Actor, at: datetime, name: str, kind: DeviceKind | str, site_id: int) -> NewDevice:
    """Make a device at a site with the role of its kind, and return its id and its token.

    :raises Conflict: the site has a device of that name.
    """
    actor.require(PeopleAct.MAKE_DEVICE, site_id=site_id)
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("请填写设备名称。"), field="name")
    if Device.objects.filter(site=site_id, name=name).exists():
        raise Conflict(_("这个馆区已有同名设备。"), remedy=_("请换一个名称。"))
    token = new_token()
    kept = DeviceKind(kind)
    device = Device.objects.create(name=name, kind=kept, site_id=site_id, token_hash=token_digest(token), made_at=at)
    give_role(actor=actor, at=at, role=roles.OF_DEVICES[kept], device_id=device.pk, site_id=site_id)
    return NewDevice(device.pk, token)


@write()
def renew_token(*, actor: Actor, at: datetime, device_id: int) -> NewDevice:
    """Give a device a new token; the old one opens nothing from now on."""
    device = _working(device_id)
    actor.require(PeopleAct.MAKE_DEVICE, site_id=device.site_id)
    token = new_token()
    Device.objects.filter(pk=device_id).update(token_hash=token_digest(token))
    return NewDevice(device_id, token)


@write()
def retire_device(*, actor: Actor, at: datetime, device_id: int) -> None:
    """Take a device out of service; what it counted stays."""
    device = _working(device_id)
    actor.require(PeopleAct.MAKE_DEVICE, site_id=device.site_id)
    Device.objects.filter(pk=device_id).update(retired_at=at)


def _working(device_id: int) -> Device:
    device = Device.objects.filter(pk=device_id, retired_at=None).first()
    if device is None:
        raise NotFound(_("没有这台设备，或已停用。"))
    return device
