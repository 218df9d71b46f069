"""The staff's pages of headings: the list, one heading with its forms and see-alsos, files of authorities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shushan.catalogue.headings import authorities, operations, queries
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.browse import NAMES
from shushan.files import public as files
from shushan.kernel.errors import Conflict, Invalid, Refused
from shushan.kernel.ids import typed_number
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList
from shushan.ui.web import staff_page

KINDS = tuple(NAMES.items())
KEPT = (("yes", gettext_lazy("维护过的")), ("no", gettext_lazy("只来自书目")))
ORIGINS = {"record": gettext_lazy("来自书目"), "staff": gettext_lazy("馆员"), "file": gettext_lazy("规范文件")}


class NewHeadingForm(forms.Form):
    """A new heading."""

    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), choices=KINDS)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    dates = forms.CharField(
        label=gettext_lazy("生卒年"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("同名的人靠它区分，例如 1881-1936"),
    )


class HeadingForm(forms.Form):
    """What is said about a heading."""

    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=200, help_text=gettext_lazy("改名后，原来的写法仍然找得到")
    )
    name_en = forms.CharField(label=gettext_lazy("英文名称"), required=False, max_length=200)
    dates = forms.CharField(
        label=gettext_lazy("生卒年"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("同名的人靠它区分，例如 1881-1936"),
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class FileForm(forms.Form):
    """A file of authorities."""

    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=40,
        help_text=gettext_lazy("例如 国图名称规范；同一来源的文件再导入就是更新"),
    )
    file = forms.FileField(
        label=gettext_lazy("规范文件"),
        help_text=gettext_lazy(
            "UNIMARC/CNMARC 规范（2xx、4xx、5xx）或 MARC 21 规范（1xx、4xx、5xx），ISO 2709 或 MARCXML"
        ),
    )


def _named(line: queries.HeadingLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("catalogue:edit-heading", args=[line.id]), line.name)


class HeadingsList(KeyedList[queries.HeadingLine]):
    """Headings in the order of pinyin."""

    code = "catalogue.headings"
    title = gettext_lazy("名称与主题")
    lead = gettext_lazy("作者的笔名和外文名、主题的别称都归到一个标目下，读者用哪个写法都找得到。")
    nothing = gettext_lazy("没有这样的标目。")
    template = "catalogue/staff_headings.html"
    columns = (
        Column[queries.HeadingLine]("name", gettext_lazy("名称"), _named, lambda h: h.name, is_head=True),
        Column[queries.HeadingLine]("dates", gettext_lazy("生卒年"), lambda h: h.dates),
        Column[queries.HeadingLine]("english", gettext_lazy("英文名称"), lambda h: h.name_en),
        Column[queries.HeadingLine]("kind", gettext_lazy("类"), lambda h: NAMES[h.kind]),
        Column[queries.HeadingLine]("uses", gettext_lazy("书目"), lambda h: h.uses, look="number"),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Name, form or pinyin; kind; kept or not."""
        return (
            Filter("q", gettext_lazy("名称、别名或拼音"), kind="text"),
            Filter("kind", gettext_lazy("类"), KINDS),
            Filter("kept", gettext_lazy("维护"), KEPT),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[queries.HeadingLine]:
        """Return headings by key, in one query."""
        is_kept = {"yes": True, "no": False}.get(asked["kept"])
        return queries.find(kind=asked["kind"], text=asked["q"], is_kept=is_kept, after=_key(after), limit=limit)

    def identify(self, row: queries.HeadingLine) -> str:
        """Return the key of the order."""
        return f"{row.id}~{row.sort}"


@staff_page(CatalogueAct.EDIT_HEADINGS)
def headings(request: Request) -> HttpResponseBase:
    """Show headings, save a view of them, or give them as a file."""
    return HeadingsList(request).response()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_HEADINGS)
def new(request: Request) -> HttpResponse:
    """Found a heading."""
    form = NewHeadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.found_heading(actor=request.actor, at=request.at, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal, "name")
        else:
            return redirect("catalogue:edit-heading", made)
    return render(request, "catalogue/staff_heading_new.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_HEADINGS)
def edit(request: Request, heading_id: int) -> HttpResponse:
    """Show a heading with all that leads to it; on POST change what is said about it."""
    found = queries.heading(heading_id)
    begin = {"name": found.name, "name_en": found.name_en, "dates": found.dates, "note": found.note}
    form = HeadingForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.edit_heading(
                actor=request.actor, at=request.at, heading_id=heading_id, name=said["name"], name_en=said["name_en"],
                dates=said["dates"], note_said=said["note"],
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal, "name")
        else:
            messages.success(request, _("标目已保存"))
            return redirect("catalogue:edit-heading", heading_id)
    return render(
        request, "catalogue/staff_heading.html", _context(request, found) | {"form": form}, status=_status(form)
    )


@require_POST
@staff_page(CatalogueAct.EDIT_HEADINGS)
def act(request: Request, heading_id: int, what: str) -> HttpResponse:
    """Add or remove a form or a see-also."""
    who: dict[str, Any] = {"actor": request.actor, "at": request.at, "heading_id": heading_id}
    number = request.POST.get("id", "")
    chosen = typed_number(number) or 0
    try:
        if what == "variant":
            operations.add_variant(**who, text=request.POST.get("text", "")[:400].replace("\x00", ""))
        elif what == "no-variant":
            operations.remove_variant(**who, variant_id=chosen)
        elif what == "also":
            operations.add_see_also(**who, other_id=chosen)
        else:
            operations.remove_see_also(**who, other_id=chosen)
    except (Invalid, Conflict) as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("已保存；检索几秒后跟上"))
    return redirect("catalogue:edit-heading", heading_id)


@require_POST
@staff_page(CatalogueAct.EDIT_HEADINGS)
def merge(request: Request, heading_id: int) -> HttpResponse:
    """Bring another heading into this one, after a second question."""
    number = request.POST.get("other", "")
    keep = queries.heading(heading_id)
    gone = queries.heading(typed_number(number) or 0)
    asking = Confirmation(
        title=_("合并标目"),
        sentence=_("“%(gone)s”并入“%(keep)s”，成为它的一个写法。以后删掉这个写法，就又分开。") % {"gone": gone.name, "keep": keep.name},
        action=_("合并"), back=reverse("catalogue:edit-heading", args=[heading_id]), counts=[(_("书目"), gone.uses)],
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    try:
        operations.merge_headings(actor=request.actor, at=request.at, keep_id=heading_id, gone_id=gone.id)
    except Invalid as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已合并；检索几秒后跟上"))
    return redirect("catalogue:edit-heading", heading_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_HEADINGS)
def file(request: Request) -> HttpResponse:
    """Take a file of authorities and start the job."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = files.keep(
                sent.chunks(), name=sent.name, kind=authorities.KIND, actor=request.actor, at=request.at,
                most=authorities.MOST,
            )  # fmt: skip
            job = authorities.start_import(
                actor=request.actor, at=request.at, file_id=str(kept.id), source=form.cleaned_data["source"]
            )
        except Invalid as refusal:
            _beside(form, refusal, "file")
        else:
            messages.success(request, _("正在导入；进度和结果在这一页"))
            return redirect("jobs:job", job)
    return render(request, "catalogue/staff_authorities.html", {"form": form}, status=_status(form))


@require_POST
@staff_page(CatalogueAct.EDIT_HEADINGS)
def again(request: Request) -> HttpResponse:
    """Have everything computed anew."""
    count = operations.read_all_again(actor=request.actor, at=request.at)
    messages.success(request, _("%(n)d 条书目排队重新整理，后台陆续完成") % {"n": count})
    return redirect("catalogue:staff-headings")


def _context(request: Request, found: queries.HeadingValue) -> dict[str, Any]:
    text = request.GET.get("find", "")[:60].replace("\x00", "")
    near = queries.find(kind=found.kind, text=text, limit=21) if text.strip() else []
    return {
        "heading": found, "kind": NAMES[found.kind], "find": text,
        "near": [line for line in near if line.id != found.id][:20],
        "variants": [(one, ORIGINS.get(one.origin, one.origin)) for one in found.variants],
    }  # fmt: skip


def _beside(form: forms.Form, refusal: Refused, field: str) -> None:
    name = getattr(refusal, "field", "") or field
    form.add_error(name if name in form.fields else None, f"{refusal.message} {refusal.remedy}".strip())


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _key(after: str) -> tuple[str, int] | None:
    pk, mark, sort = after.replace("\x00", "").partition("~")
    return (sort[:120], int(pk)) if mark and pk.isascii() and pk.isdecimal() and len(pk) < 16 else None
