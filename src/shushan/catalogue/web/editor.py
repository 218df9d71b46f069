"""The editor of records field by field, their history, and new records from a template."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import doubles, editing, queries, versions
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.marc import templates
from shushan.catalogue.marc.record import Marc
from shushan.catalogue.terms import CatalogueAct, MarcFormat
from shushan.catalogue.web import sheet as sheets
from shushan.kernel.errors import Conflict, Invalid
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def fields(request: Request, record_id: int) -> HttpResponse:
    """Change a record field by field; what was typed stays when something is wrong, and says where."""
    found = queries.record(record_id)
    record, seen, refusal = marc_of(found), found.changed_at.isoformat(), ""
    if request.method == "POST":
        record, seen = _typed(request, found.format), request.POST.get("seen", "")
        drawn = sheets.sheet(record, found.format)
        if _act(request) == "save" and not drawn.has_errors:
            try:
                editing.edit_fields(
                    actor=request.actor, at=request.at, record_id=record_id, marc=record, seen=_instant(seen)
                )
            except (Invalid, Conflict) as error:
                refusal = " ".join(part for part in (error.message, error.remedy) if part)
            else:
                messages.success(request, _("书目已保存"))
                return redirect("catalogue:edit-fields", record_id)
    return _page(request, record, found.format, refusal, {"record": found, "seen": seen})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def new(request: Request) -> HttpResponse:
    """Begin a record from a template; before it is saved, records that seem to be the same are shown."""
    kind = request.GET.get("kind", "book")
    format = request.GET.get("format", MarcFormat.CNMARC.value)
    kind = kind if kind in templates.KINDS else "book"
    format = format if format in (MarcFormat.CNMARC, MarcFormat.MARC21) else MarcFormat.CNMARC.value
    day = f"{timezone.localtime(request.at):%Y%m%d}"
    record, refusal, same = templates.empty(kind, format, day=day), "", []
    if request.method == "POST":
        template, record = record, _typed(request, format)
        drawn = sheets.sheet(record, format)
        same = doubles.of_marc(record)
        is_saving = _act(request) == "save" and not drawn.has_errors
        if is_saving and (not same or request.POST.get("anyway")):
            try:
                made = editing.create_from_marc(actor=request.actor, at=request.at, marc=record)
            except (Invalid, Conflict) as error:
                refusal = error.message
            else:
                messages.success(request, _("书目已保存，现在可以登记馆藏"))
                return redirect("catalogue:edit-record", made)
        record = sheets.with_template(record, template)
    context: dict[str, object] = {"kind": kind, "format": format, "kinds": _kinds(), "same": same}
    return _page(request, record, format, refusal, context)


@require_safe
@staff_page(CatalogueAct.SEE_STAFF_LIST)
def history(request: Request, record_id: int) -> HttpResponse:
    """Show the states of a record, and what two of them differ in."""
    found, states = queries.record(record_id), versions.of(record_id)
    numbers = [line.number for line in states]
    new_number = _number(request.GET.get("new"), numbers[0] if numbers else 0)
    old_number = _number(request.GET.get("old"), max((n for n in numbers if n < new_number), default=0))
    changes = []
    if old_number in numbers and new_number in numbers:
        changes = versions.compare(versions.state(record_id, old_number), versions.state(record_id, new_number))
    context = {
        "record": found, "states": states, "changes": changes, "old": old_number, "new": new_number,
        "names": people.names_of_actors(line.made_by for line in states),
        "newest": numbers[0] if numbers else 0, "may_edit": request.actor.may_somewhere(CatalogueAct.EDIT_RECORD),
    }  # fmt: skip
    return render(request, "catalogue/history.html", context)


@require_POST
@staff_page(CatalogueAct.EDIT_RECORD)
def restore(request: Request, record_id: int, number: int) -> HttpResponse:
    """Bring a state back."""
    editing.restore_version(actor=request.actor, at=request.at, record_id=record_id, number=number)
    messages.success(request, _("已恢复第 %(number)d 版；之前的样子也留在历史里") % {"number": number})
    return redirect("catalogue:history", record_id)


def _page(request: Request, record: Marc, format: str, refusal: str, more: dict[str, object]) -> HttpResponse:
    drawn = sheets.sheet(record, format)
    is_checked = request.method == "POST" and _act(request) == "save"
    if not is_checked and "record" not in more:  # an empty record says nothing against itself
        drawn.errors = []
        for row in (*drawn.controls, *drawn.fields):
            row.errors = []
    added = request.POST.get("tag", "").strip() if request.method == "POST" else ""
    goal = [r for r in drawn.fields if r.tag == added and not any(p.text for p in r.parts)] or [
        r for r in drawn.wrong if r.parts
    ]
    drawn.focus = goal[0].number if goal and not refusal else -1
    context = {
        "sheet": drawn,
        "is_checked": is_checked,
        "refusal": refusal,
        "format_name": {"cnmarc": "CNMARC"}.get(format, "MARC 21"),
    } | more
    status = 422 if is_checked and (drawn.has_errors or refusal or more.get("same")) else 200
    return render(request, "catalogue/fields.html", context, status=status)


def _act(request: Request) -> str:
    """Return what is wanted; who pressed Enter behind the tag of a new field wants that field."""
    act = request.POST.get("act", "save")
    return "add" if act == "save" and request.POST.get("tag", "").strip() else act


def _typed(request: Request, format: str) -> Marc:
    record = sheets.typed(request.POST.dict())
    tag = request.POST.get("tag", "").strip()[:3]
    if _act(request) == "add" and len(tag) == 3 and tag.isalnum() and tag.isascii():
        record = sheets.with_added(record, tag, format)
    return record


def _kinds() -> list[tuple[str, str]]:
    return [("book", _("图书")), ("serial", _("期刊")), ("picture-book", _("绘本")), ("audio", _("录音"))]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
