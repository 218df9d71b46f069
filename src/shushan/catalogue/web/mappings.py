"""The page on which a library says where a source names its copies, and sees at once what that reads in a real file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.catalogue import mappings as service
from shushan.catalogue.marc.holdings import MAPPINGS, Mapping
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.forms import OWN, MappingForm
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def mapping(request: Request, mapping_id: int | None = None) -> HttpResponse:
    """Show a mapping on the first records of a file (``?file=``); on POST try it again, or keep it."""
    found = service.mapping(mapping_id) if mapping_id is not None else None
    said = found.said if found else next(one for one in MAPPINGS if one.tag == "905")
    form = MappingForm(request.POST or None, initial=MappingForm.initial_of(found.name if found else "", said))
    file_id = _file(request)
    if request.method == "POST" and form.is_valid() and "keep" in request.POST:
        try:
            kept = service.keep(
                actor=request.actor,
                at=request.at,
                name=form.cleaned_data["name"],
                said=form.said(),
                mapping_id=mapping_id,
            )
        except (Invalid, Conflict) as refusal:
            name = getattr(refusal, "field", "") or "name"
            form.add_error(name, refusal.told)
        else:
            messages.success(request, _("字段对应已保存，导入时可以选它"))
            if file_id is not None:
                return redirect(reverse("catalogue:import-preview", args=[file_id]) + f"?holdings={OWN}{kept}")
            return redirect("catalogue:imports")
    said = _typed(form) if form.is_bound else said
    context = {
        "form": form, "found": found, "file_id": file_id, "tag": said.tag,
        "trial": service.try_out(actor=request.actor, file_id=str(file_id), said=said) if file_id else None,
    }  # fmt: skip
    is_wrong = "keep" in request.POST and bool(form.errors)
    return render(request, "catalogue/mapping.html", context, status=422 if is_wrong else 200)


@require_POST
@staff_page(CatalogueAct.IMPORT)
def remove(request: Request, mapping_id: int) -> HttpResponse:
    """Forget a mapping, after a second question."""
    found = service.mapping(mapping_id)
    asking = Confirmation(
        title=_("删除字段对应"), sentence=_("删除“%(name)s”。用它导入过的不受影响。") % {"name": found.name},
        action=_("删除"), back=reverse("catalogue:imports"),
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    service.remove(actor=request.actor, at=request.at, mapping_id=mapping_id)
    messages.success(request, _("字段对应已删除"))
    return redirect("catalogue:imports")


def _typed(form: MappingForm) -> Mapping:
    """Return what was typed as far as it can be used: a trial shows also what is not finished."""
    form.is_valid()
    return form.said()


def _file(request: Request) -> UUID | None:
    text = request.POST.get("file") or request.GET.get("file") or ""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound(_("没有这个文件")) from error
