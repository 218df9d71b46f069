"""Pages of the order on the shelf: the tree of classes, the shelf of a site, and the library's own table of classes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shushan.catalogue import classes as service
from shushan.catalogue import shelf as standing
from shushan.catalogue.models import ClcClass
from shushan.catalogue.terms import CatalogueAct
from shushan.kernel.errors import Invalid
from shushan.places import public as places
from shushan.search import public as search
from shushan.ui.http import Request
from shushan.ui.web import staff_page

PAGE = 40


class TableForm(forms.Form):
    """A table of classes as CSV."""

    file = forms.FileField(
        label=gettext_lazy("分类表（CSV）"),
        help_text=gettext_lazy("每行：类号,名称,英文名（可空）。UTF-8 或 GB18030。导入后替换原来的表。"),
    )


@require_safe
def classes(request: Request) -> HttpResponse:
    """Show the classes below one, with the way up, and from where one goes on to books."""
    code = request.GET.get("c", "").replace("\x00", "").strip()[:40]
    above = service.above(code)
    counts: dict[str, int] = {}
    if not code:
        counts = dict(
            search.search(search.Asked("", (("kind", "record"),), limit=1, counts=("clc",))).facets.get("clc", ())
        )
    context = {
        "code": code,
        "above": above[:-1] if above and above[-1].code == code else above,
        "name": above[-1].name if above and above[-1].code == code else "",
        "lines": [(line, counts.get(line.code)) for line in service.below(code)],
        "is_main": len(code) == 1,
        "sites": places.sites() if code else [],
    }
    return render(request, "catalogue/classes.html", context)


@require_safe
def shelf(request: Request, site_code: str) -> HttpResponse:
    """Walk along the shelf of a site from a call number on."""
    site = places.site_by_code(site_code)
    since = request.GET.get("from", "")[:80]
    shown, following = standing.along(site_id=site.id, since=since, limit=PAGE)
    context = {"site": site, "since": since, "shown": shown, "following": following}
    return render(request, "catalogue/shelf.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_CLASSES)
def class_table(request: Request) -> HttpResponse:
    """Show how many classes the library's table has; on POST replace it."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = service.import_table(actor=request.actor, at=request.at, data=form.cleaned_data["file"].read())
        except Invalid as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _("分类表现在有 %(count)d 类") % {"count": count})
            return redirect("catalogue:class-table")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "count": ClcClass.objects.count()}
    return render(request, "catalogue/class_table.html", context, status=status)
