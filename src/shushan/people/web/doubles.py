"""Pages about doubles: who looks alike, two readers side by side, the merge, its undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.audit import public as audit
from shushan.kernel.errors import NotFound, Refused
from shushan.people.models import ReaderMerge
from shushan.people.operations import merging, unmerging
from shushan.people.queries import doubles as service
from shushan.people.queries.readers import reader_by_card
from shushan.people.terms import PeopleAct
from shushan.people.web.double_lists import DoublesList
from shushan.people.words import CARD_STATES, CATEGORIES
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@staff_page(PeopleAct.MERGE_READERS)
def lines(request: Request) -> HttpResponseBase:
    """Show pairs of readers who look alike, and the merges that were made."""
    return DoublesList(request).response()


@staff_page(PeopleAct.MERGE_READERS)
@require_safe
def other(request: Request, reader_id: int) -> HttpResponse:
    """Lead from a reader and a typed card number to the page that shows both."""
    try:
        found = reader_by_card(request.GET.get("card", ""), at=request.at)
    except NotFound as error:
        messages.error(request, f"{error.message} {error.remedy}")
        return redirect("people:reader", reader_id)
    return redirect("people:merge", reader_id, found.id)


@staff_page(PeopleAct.MERGE_READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, reader_id: int, other_id: int) -> HttpResponse:
    """Show two readers side by side with what would go over; on POST do it."""
    sides = [service.side(pk, at=request.at) for pk in (reader_id, other_id)]
    for one in sides:
        request.actor.require(PeopleAct.MERGE_READERS, site_id=one.value.home_site_id)
    refusal: Refused | None = None
    if request.method == "POST":
        card = request.POST.get("card", "")
        try:
            merging.merge_readers(
                actor=request.actor,
                at=request.at,
                kept_id=reader_id,
                gone_id=other_id,
                card_id=int(card) if card.isdecimal() else None,
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("已合并。在“疑似重复读者”页可以撤销。"))
            return redirect("people:reader", reader_id)
    else:
        for one in sides:
            subject = f"people.reader:{one.value.id}"
            audit.looked(actor=request.actor, act=PeopleAct.MERGE_READERS, subject=subject, at=request.at)
    return render(request, "people/merge.html", _context(sides, refusal), status=refusal.status if refusal else 200)


@staff_page(PeopleAct.MERGE_READERS)
@require_POST
def not_double(request: Request, reader_id: int, other_id: int) -> HttpResponse:
    """Write down that the two are two persons."""
    merging.say_not_double(actor=request.actor, at=request.at, one_id=reader_id, other_id=other_id)
    messages.success(request, _("已记下：不是同一个人，以后不再提示。"))
    return redirect("people:doubles")


@staff_page(PeopleAct.MERGE_READERS)
@require_POST
def undo(request: Request, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    try:
        back = unmerging.undo_merge(actor=request.actor, at=request.at, merge_id=merge_id)
    except Refused as error:
        if error.status in (403, 404):
            raise
        messages.error(request, f"{error.message} {error.remedy}")
        return redirect("people:doubles")
    messages.success(request, _("已撤销合并，另一位读者的资料恢复了。"))
    return redirect("people:reader", back)


@staff_page(PeopleAct.MERGE_READERS)
@require_safe
def of_merge(request: Request, merge_id: int) -> HttpResponse:
    """Lead from a merge, as the ledger names it, to the reader who stayed."""
    kept = ReaderMerge.objects.filter(pk=merge_id).values_list("kept", flat=True).first()
    if kept is None:
        raise NotFound(_("没有这次合并。"))
    return redirect(reverse("people:reader", args=[kept]))


def _context(sides: list[service.Side], refusal: Refused | None) -> dict[str, object]:
    kept, gone = sides
    against = service.why_not(kept.value.id, gone.value.id)
    choices = [one for one in sides if one.value.card_state and one.value.card_state.value in ("active", "pending")]
    return {
        "kept": kept,
        "gone": gone,
        "sides": [(one, _words(one)) for one in sides],
        "different": service.differences(kept.value.id, gone.value.id) if kept.value.id != gone.value.id else set(),
        "against": against,
        "choices": choices if len(choices) == 2 else [],
        "refusal": refusal,
    }


def _words(one: service.Side) -> dict[str, object]:
    state = one.value.card_state
    return {
        "category": CATEGORIES[one.value.category],
        "state": CARD_STATES[state] if state else _("无证"),
        "site": places.site(one.value.home_site_id),
    }
