"""The roster of a branch as of any day; each look is on record. Enrolling somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shushan.audit import public as audit
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.organisation.operations import members as acts
from shushan.organisation.operations import transfers as transfer_acts
from shushan.organisation.queries.groups import group_roster, grouping, groups_of
from shushan.organisation.queries.members import roster
from shushan.organisation.scoping import may_at, require_at
from shushan.organisation.terms import Came, MemberKind, MemberLine, OrganisationAct, UnitKind
from shushan.organisation.web.asking import asked_day
from shushan.organisation.web.forms import EnrolForm
from shushan.organisation.words import MEMBER_KINDS, WAYS
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

NO_GROUP = "none"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A member on a roster, with the name of their group (empty: none)."""

    member: MemberLine
    group: str


def _name(row: RosterRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("organisation:member", args=[row.member.id]), row.member.name)


class RosterList(NumberedList[RosterRow]):
    """The members of a branch on a day."""

    code = "organisation.roster"
    title = gettext_lazy("党员名册")
    ordinary = gettext_lazy("今天的名册")
    nothing = gettext_lazy("这一天名册上没有人。")
    template = "organisation/roster.html"
    is_cards = True
    columns = (
        Column[RosterRow]("name", gettext_lazy("姓名"), _name, lambda r: r.member.name, is_head=True),
        Column[RosterRow]("kind", gettext_lazy("类别"), lambda r: MEMBER_KINDS[r.member.kind]),
        Column[RosterRow]("vote", gettext_lazy("表决权"), lambda r: _("有") if r.member.may_vote else _("无")),
        Column[RosterRow]("group", gettext_lazy("党小组"), lambda r: r.group or "—"),
        Column[RosterRow]("since", gettext_lazy("从哪天起"), lambda r: r.member.since),
        Column[RosterRow]("came", gettext_lazy("入册方式"), lambda r: WAYS[r.member.came]),
        Column[RosterRow]("joined", gettext_lazy("入党日期"), lambda r: r.member.joined_on or "—"),
        Column[RosterRow]("full", gettext_lazy("转正日期"), lambda r: r.member.full_on or "—"),
    )
    is_group: ClassVar[bool] = False

    def __init__(self, request: Request, unit: units.UnitValue) -> None:
        super().__init__(request)
        self.unit = unit
        branch_id = (unit.parent_id or 0) if self.is_group else unit.id
        self.groups = {one.id: called(one) for one in groups_of(branch_id, on=asked_day(request))}

    @property
    def filters(self) -> Sequence[Filter]:
        """The day; kind; the group, where the branch has groups."""
        kinds = tuple((kind.value, words) for kind, words in MEMBER_KINDS.items())
        shown = (Filter("on", gettext_lazy("哪一天"), kind="date"), Filter("kind", gettext_lazy("类别"), kinds))
        if self.is_group or not self.groups:
            return shown
        groups = (
            *((str(one), name) for one, name in self.groups.items()),
            (NO_GROUP, gettext_lazy("没有编入小组")),
        )
        return (*shown, Filter("group", gettext_lazy("党小组"), groups))

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[RosterRow], int]:
        """Return members by position, in two queries."""
        inside = grouping(on=asked_day(self.request))
        found = [
            RosterRow(one, self.groups.get(inside.get(one.id, 0), ""))
            for one in self.whole()
            if asked["kind"] in ("", one.kind) and asked["group"] in ("", str(inside.get(one.id, NO_GROUP)))
        ]
        return found[first : first + limit], len(found)

    def whole(self) -> list[MemberLine]:
        """Return everybody who stands there on the day asked for."""
        return roster(on=asked_day(self.request), unit_ids=[self.unit.id])

    def identify(self, row: RosterRow) -> str:
        """Return the member's id."""
        return str(row.member.id)

    def counted(self, total: int) -> object:
        """Return how many members."""
        return ngettext("%(n)s 名党员", "%(n)s 名党员", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the branch or group, and whether somebody may be put there."""
        held_at = (self.unit.parent_id or self.unit.id) if self.is_group else self.unit.id
        may = may_at(self.request.actor, OrganisationAct.EDIT_MEMBERS, held_at)
        return {"unit": self.unit, "may_edit": may, "is_group": self.is_group}


class GroupRosterList(RosterList):
    """The members of a group on a day."""

    title = gettext_lazy("小组名册")
    nothing = gettext_lazy("这一天小组里没有人。")
    is_group = True

    def whole(self) -> list[MemberLine]:
        """Return everybody who is in the group on the day asked for."""
        return group_roster(self.unit, on=asked_day(self.request))


@staff_page(OrganisationAct.SEE_MEMBERS)
def listed(request: Request, unit_id: int) -> HttpResponseBase:
    """Show the roster of a branch or of a group; the look is recorded."""
    require_at(request.actor, OrganisationAct.SEE_MEMBERS, unit_id)
    unit = units.history(unit_id)[0]
    audit.looked(
        actor=request.actor, act=OrganisationAct.SEE_MEMBERS, subject=f"units.unit:{unit_id}", at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
    kind = GroupRosterList if unit.kind == UnitKind.GROUP else RosterList
    return kind(request, unit).response()


@staff_page(OrganisationAct.EDIT_MEMBERS)
def new(request: Request, unit_id: int) -> HttpResponse:
    """Enrol somebody."""
    unit = units.history(unit_id)[0]
    require_at(request.actor, OrganisationAct.EDIT_MEMBERS, unit_id)
    begin = {"since": ledger.local_day(request.at)}
    form = EnrolForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            member_id = _enrolled(request, unit_id, form)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已入册。"))
            return redirect("organisation:member", member_id)
    context = {"form": form, "unit": unit, "heading": _("登记党员：%(unit)s") % {"unit": called(unit)}}
    return render(request, "organisation/member_new.html", context, status=422 if form.errors else 200)


def _enrolled(request: Request, unit_id: int, form: EnrolForm) -> int:
    said = form.cleaned_data
    common = {
        "actor": request.actor,
        "at": request.at,
        "person_id": int(said["person"]),
        "unit_id": unit_id,
        "kind": MemberKind(said["kind"]),
        "joined_on": said["joined_on"],
        "full_on": said["full_on"],
    }
    if Came(said["came"]) is Came.CAME_IN:
        return transfer_acts.take_in_member(
            **common, outside=said["outside"], letter_number=said["basis"],
            letter_on=said["letter_on"] or said["since"], received_on=said["since"], receipt=said["receipt"],
        )  # fmt: skip
    return acts.enrol_member(**common, since=said["since"], came=Came(said["came"]), basis=said["basis"])
