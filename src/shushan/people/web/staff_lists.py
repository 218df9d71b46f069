"""The lists of colleagues with their roles, and of devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shushan.ledger import public as ledger
from shushan.people import roles
from shushan.people.queries.staff import devices, grants_in_force, staff_members
from shushan.people.terms import DeviceKind, DeviceValue, GrantLine, PeopleAct, StaffValue
from shushan.people.web.accounts import site_choices
from shushan.people.words import DEVICE_KINDS
from shushan.places import public as places
from shushan.ui.lists import Asked, Column, Filter, NumberedList, View
from shushan.ui.templatetags.look import called


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """One colleague with the roles that hold now, each with its scope; an empty scope means everywhere."""

    member: StaffValue
    site: str
    roles: tuple[tuple[str, str, str], ...]  # (code, title, scope)
    has_left: bool

    @property
    def words(self) -> str:
        """The roles in one line."""
        return "；".join(f"{title} · {scope}" if scope else title for _code, title, scope in self.roles)


def colleague_rows(members: Sequence[StaffValue], grants: Sequence[GrantLine], *, on: date) -> list[ColleagueRow]:
    """Return everybody with site and roles."""
    held: dict[int, list[tuple[str, str, str]]] = {}
    for grant in grants:
        known = roles.BY_CODE.get(grant.role)
        if grant.person_id is not None:
            line = (grant.role, str(known.title if known else grant.role), grant.site)
            held.setdefault(grant.person_id, []).append(line)
    sites = {site.id: called(site) for site in places.sites()}
    return [
        ColleagueRow(
            member=member,
            site=sites.get(member.site_id or 0, ""),
            roles=tuple(held.get(member.person_id, [])),
            has_left=member.until is not None and member.until <= on,
        )
        for member in members
    ]


def _colleague(row: ColleagueRow) -> object:
    left = format_html(' <span class="chip">{}</span>', _("已离任")) if row.has_left else ""
    return format_html(
        '<a href="{}">{}</a>{}', reverse("people:colleague", args=[row.member.id]), row.member.name, left
    )


def _roles(row: ColleagueRow) -> object:
    chips = [(f"{title} · {scope}" if scope else title,) for _code, title, scope in row.roles]
    return format_html_join(" ", '<span class="chip chip--sea">{}</span>', chips) or "—"


class ColleaguesList(NumberedList[ColleagueRow]):
    """Everybody who works here, and who left. A library has some dozens: they are filtered in memory."""

    code = "people.colleagues"
    title = gettext_lazy("馆员与角色")
    ordinary = gettext_lazy("在职")
    nothing = gettext_lazy("还没有登记馆员。")
    template = "people/colleagues.html"
    views = (View(gettext_lazy("已离任"), "state=left"),)
    columns = (
        Column[ColleagueRow]("name", gettext_lazy("姓名"), _colleague, lambda r: r.member.name, is_head=True),
        Column[ColleagueRow]("position", gettext_lazy("职务"), lambda r: r.member.position or "—"),
        Column[ColleagueRow]("site", gettext_lazy("馆区"), lambda r: r.site or "—"),
        Column[ColleagueRow]("roles", gettext_lazy("角色"), _roles, lambda r: r.words),
        Column[ColleagueRow]("since", gettext_lazy("到任"), lambda r: r.member.since),
        Column[ColleagueRow]("until", gettext_lazy("离任"), lambda r: r.member.until or "", is_shown=False),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Name or post; site; role; still here or gone."""
        staff_roles = tuple((r.code, r.title) for r in roles.ROLES if not r.for_device and r.code != "reader")
        return (
            Filter("q", gettext_lazy("姓名或职务"), kind="text"),
            Filter("site", gettext_lazy("馆区"), tuple(site_choices())),
            Filter("role", gettext_lazy("角色"), staff_roles),
            Filter("state", gettext_lazy("状态"), (("left", _("已离任")), ("all", _("全部"))), every=_("在职")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ColleagueRow], int]:
        """Return colleagues by position; three queries whatever the number."""
        at = self.request.at
        rows = colleague_rows(staff_members(), grants_in_force(at), on=ledger.local_day(at))
        found = [row for row in rows if _fits(row, asked)]
        return found[first : first + limit], len(found)

    def identify(self, row: ColleagueRow) -> str:
        """Return the colleague's id."""
        return str(row.member.id)

    def counted(self, total: int) -> object:
        """Return how many colleagues."""
        return ngettext("%(n)s 位馆员", "%(n)s 位馆员", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say whether somebody may be taken on."""
        return {"may_appoint": self.request.actor.may_somewhere(PeopleAct.APPOINT_STAFF)}


def _fits(row: ColleagueRow, asked: Asked) -> bool:
    if asked["state"] != "all" and row.has_left != (asked["state"] == "left"):
        return False
    if asked["q"] and asked["q"] not in row.member.name and asked["q"] not in row.member.position:
        return False
    if asked["site"] and str(row.member.site_id) != asked["site"]:
        return False
    return not asked["role"] or any(code == asked["role"] for code, _title, _scope in row.roles)


def _device(row: DeviceValue) -> object:
    retired = format_html(' <span class="chip">{}</span>', _("已停用")) if row.retired_at else ""
    return format_html('<a href="{}">{}</a>{}', reverse("people:device", args=[row.id]), row.name, retired)


def _heard(row: DeviceValue) -> object:
    return date_format(row.last_seen_at.astimezone(ledger.zone()), "Y-m-d H:i") if row.last_seen_at else "—"


class DevicesList(NumberedList[DeviceValue]):
    """Gates, machines and terminals with the site where each stands."""

    code = "people.devices"
    title = gettext_lazy("设备")
    ordinary = gettext_lazy("在用")
    nothing = gettext_lazy("还没有登记设备。")
    template = "people/devices.html"
    views = (View(gettext_lazy("已停用"), "state=retired"),)
    columns = (
        Column[DeviceValue]("name", gettext_lazy("名称"), _device, lambda d: d.name, is_head=True),
        Column[DeviceValue]("kind", gettext_lazy("类型"), lambda d: DEVICE_KINDS[d.kind]),
        Column[DeviceValue]("site", gettext_lazy("馆区"), lambda d: called(places.site(d.site_id))),
        Column[DeviceValue]("heard", gettext_lazy("最近一次联络"), _heard),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Site, kind, in use or retired."""
        kinds = tuple((kind.value, DEVICE_KINDS[kind]) for kind in DeviceKind)
        return (
            Filter("site", gettext_lazy("馆区"), tuple(site_choices())),
            Filter("kind", gettext_lazy("类型"), kinds),
            Filter("state", gettext_lazy("状态"), (("retired", _("已停用")), ("all", _("全部"))), every=_("在用")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[DeviceValue], int]:
        """Return devices by position, in one query."""
        found = [
            one
            for one in devices()
            if (asked["state"] == "all" or (one.retired_at is not None) == (asked["state"] == "retired"))
            and asked["site"] in ("", str(one.site_id))
            and asked["kind"] in ("", one.kind)
        ]
        return found[first : first + limit], len(found)

    def identify(self, row: DeviceValue) -> str:
        """Return the device's id."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many devices."""
        return ngettext("%(n)s 台设备", "%(n)s 台设备", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say whether a device may be registered."""
        return {"may_make": self.request.actor.may_somewhere(PeopleAct.MAKE_DEVICE)}
