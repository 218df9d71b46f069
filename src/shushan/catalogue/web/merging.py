"""The pages of doubles: who may be the same, what a merge would do, and its undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import doubles as service
from shushan.catalogue import merging, queries, versions
from shushan.catalogue.errors import NoSuchItem, NoSuchRecord
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.terms import CatalogueAct
from shushan.kernel.errors import Conflict, Invalid
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_safe
@staff_page(CatalogueAct.EDIT_RECORD)
def doubles(request: Request, record_id: int) -> HttpResponse:
    """Show records that seem to be the same, take the number of another, and list the merges that were made."""
    found = queries.record(record_id)
    other, refusal = request.GET.get("other", "").strip(), ""
    if other:
        wanted = _meant(other)
        if wanted and wanted != record_id:
            return redirect("catalogue:merge", record_id, wanted)
        refusal = _("没有编号或条码为 %(number)s 的另一条书目") % {"number": other[:20]}
    merges = merging.merges_into(record_id)
    context = {
        "record": found,
        "same": service.of_record(found, marc_of(found)),
        "merges": merges,
        "names": people.names_of_actors(line.merged_by for line in merges),
        "refusal": refusal,
        "other": other,
    }
    return render(request, "catalogue/doubles.html", context, status=422 if refusal else 200)


def _meant(text: str) -> int | None:
    """Return the record with this number, or the record of the copy with this barcode."""
    try:
        return queries.item_by_barcode(text.replace("\x00", "")[:40]).record_id
    except NoSuchItem:
        number = int(text) if text.isdecimal() and len(text) < 16 else 0
        return number if queries.records([number]) else None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def merge(request: Request, record_id: int, other_id: int) -> HttpResponse:
    """Show what a merge would do; on POST do it."""
    kept, gone, refusal = queries.record(record_id), queries.record(other_id), ""
    if request.method == "POST":
        try:
            merging.merge_records(actor=request.actor, at=request.at, keep_id=record_id, gone_id=other_id)
        except (Conflict, Invalid, NoSuchRecord) as error:
            refusal = f"{error.message} {error.remedy}"
        else:
            messages.success(request, _("已合并；在这一页可以撤销"))
            return redirect("catalogue:doubles", record_id)
    context = {
        "kept": kept, "gone": gone, "items": len(queries.items_of(other_id)), "refusal": refusal,
        "changes": versions.compare(marc_of(gone), marc_of(kept)),
    }  # fmt: skip
    return render(request, "catalogue/merge.html", context, status=409 if refusal else 200)


@require_POST
@staff_page(CatalogueAct.EDIT_RECORD)
def undo(request: Request, merge_id: int) -> HttpResponse:
    """Bring the other record back."""
    back = merging.undo_merge(actor=request.actor, at=request.at, merge_id=merge_id)
    messages.success(request, _("已撤销合并，书目回来了"))
    return redirect("catalogue:edit-record", back)
