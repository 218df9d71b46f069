"""Reads of staff, grants and devices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shushan.kernel.errors import NotFound
from shushan.people import roles
from shushan.people.models import Device, RoleGrant, Staff, User
from shushan.people.terms import DeviceKind, DeviceValue, GrantLine, StaffValue
from shushan.people.words import site_name


def staff_member(staff_id: int) -> StaffValue:
    """Return one member of staff.

    :raises NotFound: the id is not known.
    """
    staff = Staff.objects.select_related("person").filter(pk=staff_id).first()
    if staff is None:
        raise NotFound(_("没有这位馆员。"))
    return _staff(staff)


def staff_by_account(username: str) -> StaffValue | None:
    """Return the member of staff who signs in with a name and has not left, or None."""
    name = User.normalize_username(username)
    found = Staff.objects.select_related("person").filter(person__user__username=name, person__user__is_active=True)
    staff = found.filter(until=None).first()
    return _staff(staff) if staff else None


def staff_members() -> list[StaffValue]:
    """Return all staff, those who still work here first, in one query."""
    everyone = Staff.objects.select_related("person").order_by("until", "site", "person__name", "pk")
    return sorted(map(_staff, everyone), key=lambda member: member.until is not None)


def names_of_actors(labels: Iterable[str]) -> dict[str, str]:
    """Return the names behind actors' labels (``staff:12``, ``device:3``, ``system:nightly``), in at most two queries.

    A label of nobody known stays away: the page shows the label itself.
    """
    wanted = set(labels)
    numbers: dict[str, set[int]] = {"staff": set(), "device": set()}
    for label in wanted:
        kind, _colon, number = label.partition(":")
        if kind in numbers and number.isascii() and number.isdecimal() and len(number) < 18:
            numbers[kind].add(int(number))
    names = {label: str(_("系统自动")) for label in wanted if label.partition(":")[0] == "system"}
    if numbers["staff"]:
        found = Staff.objects.filter(person__in=numbers["staff"]).values_list("person_id", "person__name")
        names |= {f"staff:{person}": name for person, name in found}
    if numbers["device"]:
        devices = Device.objects.filter(pk__in=numbers["device"]).values_list("pk", "name")
        names |= {f"device:{device}": name for device, name in devices}
    return names


def grants_of(*, person_id: int | None = None, device_id: int | None = None) -> list[GrantLine]:
    """Return all grants, ended ones too, of one person or device, the youngest first, in one query."""
    rows = RoleGrant.objects.filter(person=person_id, device=device_id).select_related("site")
    return [_grant(row) for row in rows.order_by("-since", "-pk")]


def grants_in_force(at: datetime) -> list[GrantLine]:
    """Return every grant to a person that holds at an instant, in one query."""
    rows = RoleGrant.objects.in_force(at).filter(person__isnull=False).select_related("site").order_by("role", "pk")
    return [_grant(row) for row in rows]


def devices() -> list[DeviceValue]:
    """Return all devices, working ones first, in one query."""
    found = [_device(row) for row in Device.objects.order_by("site", "name")]
    return sorted(found, key=lambda device: device.retired_at is not None)


def device(device_id: int) -> DeviceValue:
    """Return one device.

    :raises NotFound: the id is not known.
    """
    row = Device.objects.filter(pk=device_id).first()
    if row is None:
        raise NotFound(_("没有这台设备。"))
    return _device(row)


def _device(row: Device) -> DeviceValue:
    return DeviceValue(
        id=row.pk,
        name=row.name,
        kind=DeviceKind(row.kind),
        site_id=row.site_id,
        last_seen_at=row.last_seen_at,
        retired_at=row.retired_at,
    )


def _staff(staff: Staff) -> StaffValue:
    return StaffValue(
        id=staff.pk,
        person_id=staff.person_id,
        name=staff.person.name,
        position=staff.position,
        site_id=staff.site_id,
        unit_id=staff.unit_id,
        since=staff.since,
        until=staff.until,
    )


def _grant(row: RoleGrant) -> GrantLine:
    known = roles.BY_NUMBER.get(row.role)
    return GrantLine(
        id=row.pk,
        role=known.code if known else str(row.role),
        person_id=row.person_id,
        device_id=row.device_id,
        site_id=row.site_id,
        site=site_name(row.site.name, row.site.name_en) if row.site else "",
        unit_id=row.unit_id,
        since=row.since,
        until=row.until,
        given_by=row.given_by,
    )
