"""The structure as of any day, one unit with its posts, terms that end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.organisation import policy
from shushan.organisation.operations import posts as acts
from shushan.organisation.options import TERM_REMINDER
from shushan.organisation.policy import ROSTERS
from shushan.organisation.queries import cases as case_reads
from shushan.organisation.queries import members as member_reads
from shushan.organisation.queries.groups import grouping, members_of_group
from shushan.organisation.queries.posts import ending_terms, post, posts
from shushan.organisation.scoping import may_at
from shushan.organisation.states import CaseState
from shushan.organisation.terms import OrganisationAct, PostLine, UnitKind
from shushan.organisation.web.asking import asked_day
from shushan.organisation.web.forms import DepartureForm, PostForm
from shushan.organisation.web.groups import rows_of
from shushan.organisation.words import POST_WORDS, UNIT_KINDS
from shushan.places import public as places
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the organisation with its depth (0 = the highest), who leads it, and how many stand on its roster."""

    unit: units.UnitValue
    depth: int
    kind: object
    site: str
    led_by: str
    members: int
    voters: int


@require_safe
@staff_page(OrganisationAct.SEE_STRUCTURE)
def overview(request: Request) -> HttpResponse:
    """Show the structure of a day (``?on=``, default today) with what waits and which terms end."""
    day, today = asked_day(request), ledger.local_day(request.at)
    rows = _rows(day)
    context = {
        "rows": rows,
        "day": day,
        "today": today,
        "members": sum(row.members for row in rows if row.unit.kind in ROSTERS),
        "branches": sum(row.unit.kind in ROSTERS for row in rows),
        "running": [one for one in case_reads.cases() if one.state in (CaseState.ASKED, CaseState.DRAFT)],
        "ending": _ending(today, request),
        "may_propose": request.actor.may(OrganisationAct.PROPOSE_STRUCTURE),
    }
    return render(request, "organisation/overview.html", context)


@require_safe
@staff_page(OrganisationAct.SEE_STRUCTURE)
def unit(request: Request, unit_id: int) -> HttpResponse:
    """Show one unit: what it ever was and why, who holds its posts, how many members."""
    return _unit(request, unit_id, None)


@require_POST
@staff_page(OrganisationAct.FILL_POSTS)
def fill(request: Request, unit_id: int) -> HttpResponse:
    """Put somebody into a post."""
    form = PostForm(request.POST, unit_kind=units.history(unit_id)[0].kind)
    if form.is_valid():
        said = dict(form.cleaned_data)
        person_id = int(said.pop("person"))
        try:
            acts.fill_post(actor=request.actor, at=request.at, unit_id=unit_id, person_id=person_id, **said)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("任职已登记。"))
            return redirect("organisation:unit", unit_id)
    return _unit(request, unit_id, form)


@require_POST
@staff_page(OrganisationAct.FILL_POSTS)
def leave(request: Request, post_id: int) -> HttpResponse:
    """Write down that somebody leaves a post."""
    found = post(post_id)
    form = DepartureForm(request.POST)
    if form.is_valid():
        try:
            acts.leave_post(actor=request.actor, at=request.at, post_id=post_id, until=form.cleaned_data["until"])
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("离任已登记。"))
            return redirect("organisation:unit", found.unit_id)
    for text in (error for errors in form.errors.values() for error in errors):
        messages.error(request, str(text))
    return redirect("organisation:unit", found.unit_id)


def _unit(request: Request, unit_id: int, form: forms.Form | None) -> HttpResponse:
    history = units.history(unit_id)
    last, today = history[0], ledger.local_day(request.at)
    held = posts(unit_id=unit_id)
    now = [post for post in held if post.since <= today and (post.until is None or post.until > today)]
    members, voters = member_reads.counts(on=today).get(unit_id, (0, 0))
    branch = units.history(last.parent_id)[0] if last.kind == UnitKind.GROUP and last.parent_id else None
    if last.kind == UnitKind.GROUP:
        members = len(members_of_group(unit_id, on=today))
    context = {
        "unit": last,
        "kind": UNIT_KINDS.get(last.kind, last.kind),
        "history": [(one, UNIT_KINDS.get(one.kind, one.kind), _case_of(one.basis)) for one in history],
        "is_closed": last.until is not None and last.until <= today,
        "posts": [_post(post, today, request) for post in now],
        "past": [_post(post, today, request) for post in held if post not in now],
        "has_roster": last.kind in ROSTERS,
        "is_group": last.kind == UnitKind.GROUP,
        "branch": branch,
        "groups": rows_of(unit_id, on=today) if last.kind in ROSTERS else [],
        "may_propose": request.actor.may(OrganisationAct.PROPOSE_STRUCTURE),
        "may_edit_members": may_at(request.actor, OrganisationAct.EDIT_MEMBERS, branch.id if branch else unit_id),
        "members": members,
        "voters": voters,
        "may_fill": may_at(request.actor, OrganisationAct.FILL_POSTS, unit_id),
        "may_see_members": may_at(request.actor, OrganisationAct.SEE_MEMBERS, unit_id),
        "form": form or PostForm(unit_kind=last.kind, initial={"since": today}),
        "departure": DepartureForm(initial={"until": today}),
        "today": today,
    }
    return render(request, "organisation/unit.html", context, status=422 if form is not None else 200)


def _rows(day: date) -> list[Row]:
    found = units.tree(on=day)
    sites = {site.id: called(site) for site in places.sites()}
    led: dict[int, list[str]] = {}
    for one in posts(on=day):
        led.setdefault(one.unit_id, []).append(f"{POST_WORDS[one.kind]} {one.name}")
    counts = member_reads.counts(on=day) | {group: (n, 0) for group, n in Counter(grouping(on=day).values()).items()}
    depths: dict[int, int] = {}
    rows: list[Row] = []
    for value in found:
        depths[value.id] = depths.get(value.parent_id or 0, -1) + 1
        if value.kind in UNIT_KINDS or led.get(value.id):
            members, voters = counts.get(value.id, (0, 0))
            kind = UNIT_KINDS.get(value.kind, _("行政"))
            rows.append(
                Row(value, depths[value.id], kind, sites.get(value.site_id or 0, ""), "、".join(led.get(value.id, [])),
                    members, voters)
            )  # fmt: skip
    shallowest = min((row.depth for row in rows), default=0)
    return [Row(r.unit, r.depth - shallowest, r.kind, r.site, r.led_by, r.members, r.voters) for r in rows]


def _ending(today: date, request: Request) -> list[tuple[PostLine, object, str, bool]]:
    months = options.get(TERM_REMINDER, at=request.at)
    names = {value.id: called(value) for value in units.tree(on=today)}
    return [
        (
            post,
            POST_WORDS[post.kind],
            names.get(post.unit_id, ""),
            post.term_until is not None and post.term_until <= today,
        )
        for post in ending_terms(on=today, months=months)
    ]


def _post(post: PostLine, today: date, request: Request) -> tuple[PostLine, object, bool]:
    months = options.get(TERM_REMINDER, at=request.at)
    is_held = post.until is None or post.until > today
    return post, POST_WORDS[post.kind], is_held and policy.is_ending(post.term_until, on=today, months=months)


def _case_of(basis: str) -> int | None:
    room, _colon, number = basis.rpartition(":")
    return int(number) if room == "organisation.structure-case" and number.isdecimal() else None
