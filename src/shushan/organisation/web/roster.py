"""The roster of a branch as of any day; each look is on record. Enrolling somebody."""

from __future__ import annotations

from collections.abc import Sequence

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
from shushan.organisation.queries.members import roster
from shushan.organisation.scoping import may_at, require_at
from shushan.organisation.terms import Came, MemberKind, MemberLine, OrganisationAct
from shushan.organisation.web.asking import asked_day
from shushan.organisation.web.forms import EnrolForm
from shushan.organisation.words import MEMBER_KINDS, WAYS
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units


def _name(row: MemberLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("organisation:member", args=[row.id]), row.name)


class RosterList(NumberedList[MemberLine]):
    """The members of a branch on a day."""

    code = "organisation.roster"
    title = gettext_lazy("党员名册")
    ordinary = gettext_lazy("今天的名册")
    nothing = gettext_lazy("这一天名册上没有人。")
    template = "organisation/roster.html"
    columns = (
        Column[MemberLine]("name", gettext_lazy("姓名"), _name, lambda m: m.name, is_head=True),
        Column[MemberLine]("kind", gettext_lazy("类别"), lambda m: MEMBER_KINDS[m.kind]),
        Column[MemberLine]("vote", gettext_lazy("表决权"), lambda m: _("有") if m.may_vote else _("无")),
        Column[MemberLine]("since", gettext_lazy("从哪天起"), lambda m: m.since),
        Column[MemberLine]("came", gettext_lazy("入册方式"), lambda m: WAYS[m.came]),
        Column[MemberLine]("joined", gettext_lazy("入党日期"), lambda m: m.joined_on or "—"),
        Column[MemberLine]("full", gettext_lazy("转正日期"), lambda m: m.full_on or "—"),
    )

    def __init__(self, request: Request, unit: units.UnitValue) -> None:
        super().__init__(request)
        self.unit = unit

    @property
    def filters(self) -> Sequence[Filter]:
        """The day; kind."""
        kinds = tuple((kind.value, words) for kind, words in MEMBER_KINDS.items())
        return (Filter("on", gettext_lazy("哪一天"), kind="date"), Filter("kind", gettext_lazy("类别"), kinds))

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[MemberLine], int]:
        """Return members by position, in one query."""
        found = [
            one
            for one in roster(on=asked_day(self.request), unit_ids=[self.unit.id])
            if asked["kind"] in ("", one.kind)
        ]
        return found[first : first + limit], len(found)

    def identify(self, row: MemberLine) -> str:
        """Return the member's id."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many members."""
        return ngettext("%(n)s 名党员", "%(n)s 名党员", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the branch, and whether somebody may be enrolled."""
        may = may_at(self.request.actor, OrganisationAct.EDIT_MEMBERS, self.unit.id)
        return {"unit": self.unit, "may_edit": may}


@staff_page(OrganisationAct.SEE_MEMBERS)
def listed(request: Request, unit_id: int) -> HttpResponseBase:
    """Show the roster of a branch; the look is recorded."""
    require_at(request.actor, OrganisationAct.SEE_MEMBERS, unit_id)
    unit = units.history(unit_id)[0]
    audit.looked(
        actor=request.actor, act=OrganisationAct.SEE_MEMBERS, subject=f"units.unit:{unit_id}", at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
    return RosterList(request, unit).response()


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
