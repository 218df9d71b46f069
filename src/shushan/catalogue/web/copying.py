"""Pages of copy cataloguing: ask, look, take over; and which catalogues can be asked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import copying as service
from shushan.catalogue import doubles
from shushan.catalogue.marc import lines
from shushan.catalogue.terms import CatalogueAct, CopyAsked, TargetKind, TargetValue
from shushan.kernel.errors import Conflict, Invalid
from shushan.ui.http import Request
from shushan.ui.web import staff_page


class AskForm(forms.Form):
    """Whom, and for what."""

    target = forms.TypedChoiceField(label=gettext_lazy("向谁查"), coerce=int)
    isbn = forms.CharField(label="ISBN", required=False, max_length=40)
    title = forms.CharField(label=gettext_lazy("题名"), required=False, max_length=200)
    author = forms.CharField(label=gettext_lazy("作者"), required=False, max_length=100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["target"].choices = [(one.id, one.name) for one in service.targets()]  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """One catalogue that can be asked."""

    code = forms.SlugField(label=gettext_lazy("代码"), max_length=30, help_text=gettext_lazy("取来的书目以它为来源"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("协议"), choices=[("sru", "SRU"), ("z3950", "Z39.50")])
    address = forms.CharField(
        label=gettext_lazy("地址"), max_length=300,
        help_text=gettext_lazy("SRU：http://example.org/sru　Z39.50：example.org:210/数据库"),
    )  # fmt: skip
    syntax = forms.CharField(
        label=gettext_lazy("格式"), max_length=60, initial="marcxml",
        help_text=gettext_lazy("SRU 写 marcxml；Z39.50 写 unimarc 或 usmarc"),
    )  # fmt: skip
    isbn_index = forms.CharField(
        label=gettext_lazy("ISBN 索引"), initial="bath.isbn", help_text=gettext_lazy("Z39.50 一般是 7")
    )
    title_index = forms.CharField(
        label=gettext_lazy("题名索引"), initial="dc.title", help_text=gettext_lazy("Z39.50 一般是 4")
    )
    author_index = forms.CharField(
        label=gettext_lazy("作者索引"), initial="dc.creator", help_text=gettext_lazy("Z39.50 一般是 1003")
    )


@require_safe
@staff_page(CatalogueAct.EDIT_RECORD)
def copy(request: Request) -> HttpResponse:
    """Ask another catalogue and show what it has."""
    form = AskForm(request.GET if "target" in request.GET else None)
    offers: list[service.Offer] | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            offers = service.ask(said["target"], CopyAsked(said["isbn"], said["title"], said["author"]))
        except (Invalid, Conflict) as refusal:
            name = getattr(refusal, "field", "")
            form.add_error(name if name in form.fields else None, f"{refusal.message} {refusal.remedy}".strip())
    context = {
        "form": form,
        "offers": [(one, lines.write(one.record)) for one in offers] if offers is not None else None,
        "has_targets": bool(form.fields["target"].choices),  # type: ignore[attr-defined]
        "may_edit_targets": request.actor.may_somewhere(CatalogueAct.EDIT_TARGETS),
    }
    return render(request, "catalogue/copy.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@staff_page(CatalogueAct.EDIT_RECORD)
def take(request: Request) -> HttpResponse:
    """Take a record over and open it in the editor; a double is asked about first."""
    token, refusal, same = request.POST.get("token", ""), "", []
    try:
        _source, record = service.opened(token)
        same = doubles.of_marc(record)
        if not same or request.POST.get("anyway"):
            made = service.take(actor=request.actor, at=request.at, token=token)
            messages.success(request, _("书目已套录，请核对后登记馆藏"))
            return redirect("catalogue:edit-fields", made)
    except (Invalid, Conflict) as error:
        refusal = f"{error.message} {error.remedy}".strip()
    context = {"same": same, "refusal": refusal, "token": token}
    return render(request, "catalogue/copy_double.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_TARGETS)
def targets(request: Request) -> HttpResponse:
    """Show the catalogues that can be asked; on POST add one."""
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = TargetValue(id=0, **form.cleaned_data | {"kind": TargetKind(form.cleaned_data["kind"])})
        try:
            service.add_target(actor=request.actor, at=request.at, said=said)
        except (Invalid, Conflict) as refusal:
            name = getattr(refusal, "field", "") or "code"
            form.add_error(name, f"{refusal.message} {refusal.remedy}".strip())
        else:
            messages.success(request, _("已加上"))
            return redirect("catalogue:copy-targets")
    context = {"form": form, "targets": service.targets()}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalogue/copy_targets.html", context, status=status)


@require_POST
@staff_page(CatalogueAct.EDIT_TARGETS)
def remove_target(request: Request, target_id: int) -> HttpResponse:
    """Take a catalogue from the list."""
    service.remove_target(actor=request.actor, at=request.at, target_id=target_id)
    messages.success(request, _("已去掉；从那里来的书目还在"))
    return redirect("catalogue:copy-targets")
