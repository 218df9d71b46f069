"""Pages about staff: the list, one colleague, roles, account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.database.public import write
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import roles
from shushan.people.models import User
from shushan.people.operations import accounts as account_acts
from shushan.people.operations import staff as staff_acts
from shushan.people.queries.readers import reader_by_card
from shushan.people.queries.staff import grants_of, names_of_actors, staff_member
from shushan.people.terms import GrantLine, PeopleAct, StaffValue
from shushan.people.web import forms
from shushan.people.web.staff_lists import ColleaguesList
from shushan.places import public as places
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units


@staff_page(PeopleAct.SEE_STAFF)
def lines(request: Request) -> HttpResponseBase:
    """Show everybody who works here, and who left."""
    return ColleaguesList(request).response()


@staff_page(PeopleAct.SEE_STAFF)
@require_safe
def page(request: Request, staff_id: int) -> HttpResponse:
    """Show one colleague: post, roles with scope and time, account."""
    return _page(request, staff_member(staff_id))


@staff_page(PeopleAct.APPOINT_STAFF)
def new(request: Request) -> HttpResponse:
    """Take somebody on."""
    begin = {"since": ledger.local_day(request.at), "site": str(request.actor.site_id or "")}
    form = forms.NewStaffForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            staff_id = _appoint(request, form)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已登记。请为其授予角色、开通账号。"))
            return redirect("people:colleague", staff_id)
    return render(request, "people/colleague_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page(PeopleAct.APPOINT_STAFF)
def post(request: Request, staff_id: int) -> HttpResponse:
    """Move somebody, or write down when they leave."""
    value = staff_member(staff_id)
    begin = {
        "position": value.position,
        "site": str(value.site_id or ""),
        "unit": str(value.unit_id or ""),
        "since": value.since,
        "until": value.until,
    }
    form = forms.PostFields(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            _post(request, form, value.person_id)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("people:colleague", staff_id)
    context = {"form": form, "colleague": value}
    return render(request, "people/colleague_post.html", context, status=422 if form.errors else 200)


@staff_page(PeopleAct.GIVE_ROLE)
@require_POST
def grants(request: Request, staff_id: int) -> HttpResponse:
    """Give a role."""
    value, form = staff_member(staff_id), forms.GrantForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            staff_acts.give_role(
                actor=request.actor,
                at=request.at,
                role=said["role"],
                person_id=value.person_id,
                site_id=forms.number_or_none(said["site"]),
                unit_id=forms.number_or_none(said["unit"]),
                since=forms.first_instant(said["since"]),
                until=forms.first_instant(said["until"]),
            )
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已授予角色“%(role)s”。") % {"role": roles.role(said["role"]).title})
            return redirect("people:colleague", staff_id)
    return _page(request, value, grant_form=form, status=422)


@staff_page(PeopleAct.GIVE_ROLE)
@require_POST
def end_grant(request: Request, grant_id: int) -> HttpResponse:
    """End a role now."""
    try:
        staff_acts.end_role(actor=request.actor, at=request.at, grant_id=grant_id)
    except Refused as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
    else:
        messages.success(request, _("授权已终止。"))
    back = request.POST.get("staff_id", "")
    return redirect("people:colleague", int(back)) if back.isdecimal() else redirect("people:colleagues")


@staff_page(PeopleAct.MAKE_ACCOUNT)
@require_POST
def account(request: Request, staff_id: int) -> HttpResponse:
    """Give a colleague a way to sign in; they set the password through a mail."""
    from allauth.account.forms import ResetPasswordForm

    value, form = staff_member(staff_id), forms.AccountForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            account_acts.make_account(
                actor=request.actor,
                at=request.at,
                person_id=value.person_id,
                username=said["username"],
                email=said["email"],
            )
        except Refused as error:
            show_refusal(form, error)
        else:
            mail = ResetPasswordForm({"email": said["email"]})
            if mail.is_valid():
                mail.save(request)
            messages.success(request, _("账号已开通，设置密码的邮件已发出。"))
            return redirect("people:colleague", staff_id)
    return _page(request, value, account_form=form, status=422)


@write()
def _appoint(request: Request, form: forms.NewStaffForm) -> int:
    number = form.cleaned_data["card_number"]
    person_id = reader_by_card(number).person_id if number else None
    return _post(request, form, person_id, None if number else form)


def _post(
    request: Request, form: forms.PostFields, person_id: int | None, who: forms.PersonFields | None = None
) -> int:
    said = form.cleaned_data
    return staff_acts.appoint_staff(
        actor=request.actor,
        at=request.at,
        person_id=person_id,
        said=who.particulars() if who else None,
        position=said["position"],
        site_id=forms.number_or_none(said["site"]),
        unit_id=forms.number_or_none(said["unit"]),
        since=said["since"],
        until=said["until"],
    )


def _page(
    request: Request,
    value: StaffValue,
    *,
    grant_form: forms.GrantForm | None = None,
    account_form: forms.AccountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    held = grants_of(person_id=value.person_id)
    at_units = {grant.unit_id for grant in held if grant.unit_id is not None}
    scopes = {unit_id: called(units.history(unit_id)[0]) for unit_id in at_units}
    context = {
        "colleague": value,
        "names": names_of_actors(grant.given_by for grant in held),
        "site": places.site(value.site_id) if value.site_id else None,
        "unit": _unit(value, request),
        "current": [_shown(grant, scopes) for grant in held if grant.until is None or grant.until > request.at],
        "past": [_shown(grant, scopes) for grant in held if grant.until is not None and grant.until <= request.at],
        "account": User.objects.filter(person=value.person_id).first(),
        "grant_form": grant_form or forms.GrantForm(),
        "account_form": account_form or forms.AccountForm(),
        "may_give": request.actor.may_somewhere(PeopleAct.GIVE_ROLE),
        "may_appoint": request.actor.may(PeopleAct.APPOINT_STAFF, site_id=value.site_id, unit_id=value.unit_id),
        "may_make_account": request.actor.may(PeopleAct.MAKE_ACCOUNT),
    }
    return render(request, "people/colleague.html", context, status=status)


def _shown(grant: GrantLine, names: dict[int, str]) -> tuple[GrantLine, object, str]:
    known = roles.BY_CODE.get(grant.role)
    return grant, known.title if known else grant.role, names.get(grant.unit_id or 0, "")


def _unit(value: StaffValue, request: Request) -> units.UnitValue | None:
    return units.unit(value.unit_id, on=ledger.local_day(request.at)) if value.unit_id else None
