"""Results: the superior's overview, a branch by rule and month, the secretary's desk, one duty with its records."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.errors import Refused
from shushan.kernel.periods import Period, add_months
from shushan.ledger import public as ledger
from shushan.regulations import extras
from shushan.regulations.drawing import period_words, shown, unit_name, words_of
from shushan.regulations.judging import ReasonKey, compliance, key_from, key_of, path_of
from shushan.regulations.operations.reasons import give_reason
from shushan.regulations.queries import results as reads
from shushan.regulations.queries.summing import by_unit, matrix
from shushan.regulations.scoping import groups_by_branch, groups_of, require_at, require_for, units_for
from shushan.regulations.seam import address_of, desk_panels, source, subjects_of
from shushan.regulations.terms import Measuring, Modality, Outcome, RegulationAct, Result, SubjectKind
from shushan.regulations.web.asking import asked_day, asked_months, asked_year
from shushan.regulations.web.forms import ReasonForm
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

OF_UNITS = (SubjectKind.UNIT, SubjectKind.CASE)
BACK = 12  # months that a desk looks back


@require_safe
@staff_page(RegulationAct.SEE_RESULTS)
def overview(request: Request) -> HttpResponse:
    """Show every branch that one oversees: duties that applied, met, breaches; from the results as kept."""
    on = asked_day(request)
    window = asked_months(request, on)
    seen = units_for(request.actor, RegulationAct.SEE_RESULTS, on=on)
    groups = groups_by_branch([one.id for one in seen], on=on)
    kept = reads.kept(window=window, unit_ids=[*(one.id for one in seen), *groups])
    sums = by_unit(kept, groups)
    rows = [(value, sums.get(value.id)) for value in seen]
    more = extras.columns(request, [one.id for one in seen], min(window.last, on))
    context = {
        "rows": [
            (value, one, one.compliance if one else None, [column.cells.get(value.id) for column in more])
            for value, one in rows
        ],
        "more": more,
        "total": compliance(kept),
        "breaches": sum(one.is_breach for one in kept),
        "window": window,
        "kept_at": reads.kept_at(),
        "may_rebuild": request.actor.may(RegulationAct.REBUILD_RESULTS),
        "may_see_figures": bool(figures.every_measure()),
    }
    return render(request, "regulations/overview.html", context)


@require_POST
@staff_page(RegulationAct.REBUILD_RESULTS)
def rebuilding(request: Request) -> HttpResponse:
    """Start a job that makes the results of the last months anew."""
    request.actor.require(RegulationAct.REBUILD_RESULTS)
    job_id = jobs.start("regulations.rebuild", actor=request.actor, at=request.at, arguments={"months": 13})
    messages.success(request, _("已开始重新判定；在“任务”里看进度。"))
    return (
        redirect("jobs:job", job_id)
        if request.actor.may_somewhere("jobs.see-jobs")
        else redirect("regulations:overview")
    )


@require_safe
@staff_page(RegulationAct.SEE_RESULTS)
def unit(request: Request, unit_id: int) -> HttpResponse:
    """Show a unit's year: each rule by month, from the records as they stand now; a branch's with those of its groups."""
    require_at(request.actor, RegulationAct.SEE_RESULTS, unit_id)
    on = asked_day(request)
    year = asked_year(request, on)
    groups = {one.id: called(one) for one in groups_of(unit_id, on=on)}
    found = reads.evaluate(window=Period.year(year), today=on, unit_ids=[unit_id, *groups])
    looked = _kept(request, on)
    inside = [one for one in found if one.subject_kind in OF_UNITS and one.counts_on.year == year]
    of_members = [one for one in found if one.subject_kind is SubjectKind.MEMBER and one.counts_on.year == year]
    context = {
        "unit_id": unit_id,
        "name": unit_name(unit_id),
        "year": year,
        "on": on,
        "months": range(1, 13),
        "rows": [
            (rule, words_of(rule), name, [[shown(one, on=looked) for one in month] for month in months])
            for name, some in [("", [one for one in inside if one.unit_id not in groups]), *_of_groups(inside, groups)]
            for rule, months in matrix(some)
        ],
        "total": compliance(inside),
        "breaches": sum(one.is_breach for one in inside),
        "of_members": _of_members(of_members),
        "may_see_members": request.actor.may_somewhere(RegulationAct.SEE_MEMBER_RESULTS),
    }
    return render(request, "regulations/unit.html", context)


@require_safe
@staff_page(RegulationAct.SEE_RESULTS)
def desks(request: Request) -> HttpResponse:
    """Show the desks that one may open, or the only one at once."""
    seen = units_for(request.actor, RegulationAct.SEE_RESULTS, on=ledger.local_day(request.at))
    if len(seen) == 1:
        return redirect("regulations:desk", seen[0].id)
    return render(request, "regulations/desks.html", {"units": [(one, called(one)) for one in seen]})


@require_safe
@staff_page(RegulationAct.SEE_RESULTS)
def desk(request: Request, unit_id: int) -> HttpResponse:
    """Show what a secretary has to do: due now, missing, done this month; each with the act that does it."""
    require_at(request.actor, RegulationAct.SEE_RESULTS, unit_id)
    on = asked_day(request)
    month = Period.month(on.year, on.month)
    window = Period(add_months(month.since, -BACK), month.until)
    groups = {one.id: called(one) for one in groups_of(unit_id, on=on)}
    found = reads.evaluate(window=window, today=on, unit_ids=[unit_id, *groups])
    own = [one for one in found if one.subject_kind in OF_UNITS]
    line = partial(_line, looked=_kept(request, on), groups=groups)
    missing = [one for one in own if one.outcome is Outcome.NOT_MET]
    context = {
        "unit_id": unit_id,
        "name": unit_name(unit_id),
        "on": on,
        "month": month,
        "panels": desk_panels(request, unit_id, on),
        "due": [line(one) for one in sorted(own, key=_due) if _is_due(one, on) and not _is_watched(one)],
        "watched": [line(one) for one in sorted(own, key=_due) if _is_due(one, on) and _is_watched(one, groups)],
        "breaches": [line(one) for one in sorted(missing, key=_latest) if one.is_breach],
        "missing": [line(one) for one in sorted(missing, key=_latest) if not one.is_breach],
        "done": [line(one) for one in own if one.outcome is Outcome.MET and one.period.until > month.since],
        "excused": [line(one) for one in own if one.outcome is Outcome.EXCUSED],
        "of_members": _of_members(
            [one for one in found if one.subject_kind is SubjectKind.MEMBER and on in one.period]
        ),
        "may_see_members": request.actor.may_somewhere(RegulationAct.SEE_MEMBER_RESULTS),
    }
    return render(request, "regulations/desk.html", context)


@require_safe
@staff_page(RegulationAct.SEE_MEMBER_RESULTS)
def members(request: Request, unit_id: int) -> HttpResponse:
    """Show what is asked of each member of a unit this year, by name; the look is recorded."""
    require_at(request.actor, RegulationAct.SEE_MEMBER_RESULTS, unit_id)
    on = asked_day(request)
    year = asked_year(request, on)
    audit.looked(
        actor=request.actor, act=RegulationAct.SEE_MEMBER_RESULTS, subject=f"units.unit:{unit_id}", at=request.at
    )
    window = Period.year(year)
    found = reads.evaluate(window=window, today=on, unit_ids=[unit_id], kinds=[SubjectKind.MEMBER])
    names = reads.subject_names(SubjectKind.MEMBER, window, {one.subject_id for one in found})
    grouped: dict[int, list[Result]] = {}
    for one in found:
        if one.outcome is not Outcome.NOT_APPLICABLE:
            grouped.setdefault(one.subject_id, []).append(one)
    rows = [(names.get(n, ""), [shown(one) for one in some], compliance(some)) for n, some in grouped.items()]
    context = {
        "unit_id": unit_id, "name": unit_name(unit_id), "year": year, "rows": sorted(rows, key=lambda row: row[0]),
    }  # fmt: skip
    return render(request, "regulations/members.html", context)


@require_safe
@staff_page(RegulationAct.SEE_RESULTS)
def duty(request: Request, path: str) -> HttpResponse:
    """Show one duty: the rule that judged it, what was found, the records, the reason."""
    return _duty(request, _key(path), None)


@require_POST
@staff_page(RegulationAct.GIVE_REASONS)
def reason(request: Request, path: str) -> HttpResponse:
    """Write down why something that is normally done was not."""
    key, form = _key(path), ReasonForm(request.POST)
    if form.is_valid():
        try:
            give_reason(
                actor=request.actor, at=request.at, today=ledger.local_day(request.at), key=key,
                text=form.cleaned_data["text"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("理由已记录；达标率不因此改变。"))
            return redirect("regulations:duty", path)
    return _duty(request, key, form)


def _duty(request: Request, key: ReasonKey, form: ReasonForm | None) -> HttpResponse:
    on = asked_day(request)
    found = reads.duty(key, today=on)
    require_for(request.actor, RegulationAct.SEE_RESULTS, found)
    is_named = key[1] is SubjectKind.MEMBER
    if is_named:
        require_for(request.actor, RegulationAct.SEE_MEMBER_RESULTS, found)
        audit.looked(
            actor=request.actor, act=RegulationAct.SEE_MEMBER_RESULTS, subject=f"regulations.duty:{path_of(key)}",
            at=request.at,
        )  # fmt: skip
    known = subjects_of(key[1])
    names = reads.subject_names(key[1], found.period, [key[2]])
    drawn = shown(found)
    takes = found.rule.modality is Modality.NORMALLY and found.outcome in (Outcome.NOT_MET, Outcome.EXCUSED)
    records = source(found.rule.record_type, key[1])
    context = {
        "shown": drawn,
        "result": found,
        "words": words_of(found.rule),
        "period": period_words(found),
        "subject": names.get(key[2], ""),
        "subject_address": known.address(key[2]) if known and known.address else "",
        "unit": unit_name(found.unit_id),
        "records": [
            (one, records.title if records else "", address_of(one, key[1]) or figures.address_of(one, request.actor))
            for one in found.record_ids
        ],
        "path": path_of(key_of(found)),
        "on": on,
        "takes_reason": takes and on == ledger.local_day(request.at),
        "may_give": request.actor.may_somewhere(RegulationAct.GIVE_REASONS),
        "form": form or ReasonForm(),
    }
    return render(request, "regulations/duty.html", context, status=422 if form is not None else 200)


def _of_groups(results: list[Result], groups: dict[int, str]) -> list[tuple[str, list[Result]]]:
    """Return for each group its name and its results, without rules that never ask anything of a group."""
    asked = {one.rule.code for one in results if one.unit_id in groups and one.outcome is not Outcome.NOT_APPLICABLE}
    return [
        (name, [one for one in results if one.unit_id == unit_id and one.rule.code in asked])
        for unit_id, name in groups.items()
    ]


def _of_members(results: list[Result]) -> list[tuple[dict[str, object], str, int, int, int]]:
    """Return for each rule on members: words, code, met, applicable, not due. Numbers only, nobody is named."""
    grouped: dict[str, list[Result]] = {}
    for one in results:
        grouped.setdefault(one.rule.code, []).append(one)
    found = []
    for code in sorted(grouped):
        some, total = grouped[code], compliance(grouped[code])
        waiting = sum(one.outcome is Outcome.NOT_DUE for one in some)
        found.append((words_of(some[0].rule), code, total.met, total.applicable, waiting))
    return found


def _line(one: Result, *, looked: date | None, groups: dict[int, str]) -> tuple[object, object, str]:
    """Return a duty, its period, and the name of the group that owes it (empty: the unit itself)."""
    return shown(one, on=looked), period_words(one), groups.get(one.unit_id or 0, "")


def _is_due(one: Result, on: date) -> bool:
    if one.outcome is not Outcome.NOT_DUE:
        return False
    return on in one.period or one.due_on is not None or one.earliest_on is not None


def _is_watched(one: Result, groups: Collection[int] = ()) -> bool:
    """Say whether a rule asks for no act by itself: it holds whenever something is done, or as long as nothing changes.

    With ``groups`` those of groups are left out: they say what the branch's own say.
    """
    return one.rule.measure in (Measuring.EVERY, Measuring.STATE) and one.unit_id not in groups


def _due(one: Result) -> tuple[date, str]:
    return (one.due_on or one.earliest_on or date.max, one.rule.code)


def _latest(one: Result) -> tuple[int, str]:
    return (-one.counts_on.toordinal(), one.rule.code)


def _kept(request: Request, on: date) -> date | None:
    return on if on != ledger.local_day(request.at) else None


def _key(path: str) -> ReasonKey:
    key = key_from(path)
    if key is None:
        raise Http404
    return key


def home_of(unit_id: int) -> str:
    """Return the address of a unit's desk."""
    return reverse("regulations:desk", args=[unit_id])
