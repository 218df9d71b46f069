"""The groups of a branch: who makes one up from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.audit import public as audit
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.organisation.operations.groups import set_group
from shushan.organisation.queries.groups import group_roster, grouping, groups_of
from shushan.organisation.queries.members import roster
from shushan.organisation.queries.posts import posts
from shushan.organisation.scoping import require_at
from shushan.organisation.terms import OrganisationAct, PostKind, UnitKind
from shushan.ui.forms import day_field, show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

Choices = list[tuple[str, str]]


class GroupForm(forms.Form):
    """Who makes up a group from a day on."""

    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=day_field())
    members = forms.MultipleChoiceField(
        label=gettext_lazy("组员"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("勾上的从那天起在本组；取消勾的从那天起离开本组。以前的日子不变。"),
    )  # fmt: skip

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = members  # type: ignore[attr-defined]


class GroupMoveForm(forms.Form):
    """Into which group one member goes, from a day on."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("党小组"), coerce=int, required=False, empty_value=None,
    )  # fmt: skip
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=day_field())

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("不编入小组")), *groups]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of a branch: who leads it (empty: nobody), how many are in it."""

    unit: units.UnitValue
    led_by: str
    members: int


@staff_page(OrganisationAct.EDIT_MEMBERS)
def members(request: Request, unit_id: int) -> HttpResponse:
    """Show who of the branch makes up a group and change it; the look is recorded."""
    group = units.history(unit_id)[0]
    if group.kind != UnitKind.GROUP or group.parent_id is None:
        raise NotFound(_("没有这个党小组"))
    require_at(request.actor, OrganisationAct.EDIT_MEMBERS, group.parent_id)
    today = ledger.local_day(request.at)
    audit.looked(actor=request.actor, act=OrganisationAct.SEE_MEMBERS, subject=f"units.unit:{unit_id}", at=request.at)
    begin = {"since": today, "members": [str(one.id) for one in group_roster(group, on=today)]}
    typed = request.POST if request.method == "POST" else None
    form = GroupForm(typed, members=_choices(group, today), initial=begin)
    if typed is not None and form.is_valid():
        said = form.cleaned_data
        try:
            changed = set_group(
                actor=request.actor, at=request.at, unit_id=unit_id, since=said["since"],
                member_ids=[int(one) for one in said["members"]],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记，%(n)d 人有变动。") % {"n": changed})
            return redirect("organisation:unit", unit_id)
    context = {"form": form, "unit": group, "branch": units.history(group.parent_id)[0]}
    return render(request, "organisation/group_members.html", context, status=422 if form.errors else 200)


def rows_of(branch_id: int, *, on: date) -> list[GroupRow]:
    """Return the groups of a branch on a day with their leaders and numbers, in three queries."""
    found = groups_of(branch_id, on=on)
    if not found:
        return []
    inside = list(grouping(on=on).values())
    led = {one.unit_id: one.name for one in posts(on=on) if one.kind is PostKind.GROUP_LEADER}
    return [GroupRow(one, led.get(one.id, ""), inside.count(one.id)) for one in found]


def choices_of(branch_id: int, *, on: date) -> Choices:
    """Return the groups of a branch for a select box."""
    return [(str(one.id), called(one)) for one in groups_of(branch_id, on=on)]


def _choices(group: units.UnitValue, today: date) -> Choices:
    """Return the members of the branch, each with the group where they are now."""
    names = {one.id: called(one) for one in groups_of(group.parent_id or 0, on=today)}
    inside = grouping(on=today)
    found = []
    for one in roster(on=today, unit_ids=[group.parent_id or 0]):
        where = names.get(inside.get(one.id, 0), _("还没有编入小组"))
        found.append((str(one.id), f"{one.name} · {where}"))
    return found
