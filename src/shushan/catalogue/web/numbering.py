"""The field of the call number on the pages of copies: what is proposed and why, the button 取号, sharing on purpose."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shushan.catalogue import numbering
from shushan.catalogue.numbering import Proposal, Why
from shushan.catalogue.terms import Sharing
from shushan.catalogue.web.forms import SHARES, ItemForm
from shushan.ui.http import Request

PROPOSE = "propose"  # the button that asks for a number and saves nothing


def proposed(request: Request, record_id: int) -> Proposal:
    """Return the proposal for a record; with 取号 for the class that stands in the field."""
    said = request.POST.get("call_number", "") if PROPOSE in request.POST else ""
    return numbering.proposal(record_id=record_id, at=request.at, said=said[:80])


def posted(request: Request) -> QueryDict | None:
    """Return what was sent to be saved; None when the page is only looked at or a number is asked for."""
    return None if request.method != "POST" or PROPOSE in request.POST else request.POST


def kept(request: Request, found: Proposal) -> dict[str, Any]:
    """Return what stood in the fields when a number was asked for, with the number; nothing otherwise."""
    if PROPOSE not in request.POST:
        return {}
    typed = {name: text for name, text in request.POST.items() if name not in ("csrfmiddlewaretoken", PROPOSE)}
    return typed | {"call_number": found.text}


def sharing(form: ItemForm) -> Sharing:
    """Return whether the number of another work was taken on purpose."""
    return Sharing.ALLOWED if form.cleaned_data.get(SHARES) else Sharing.REFUSED


def explain(form: ItemForm, found: Proposal) -> None:
    """Say beside the field what is proposed and why."""
    form.fields["call_number"].help_text = _explained(found)


def _explained(found: Proposal) -> str:
    said = {"text": found.text, "title": found.title, "last": found.last}
    match found.why:
        case Why.NEXT if found.last:
            return _("建议 %(text)s：这一类已经编到 %(last)d 号。换了类号请按“取号”。") % said
        case Why.NEXT:
            return _("建议 %(text)s：这一类还没有编过号。换了类号请按“取号”。") % said
        case Why.OWN:
            return _("建议 %(text)s：这条书目的册用这个号，复本沿用；卷次自己加在后面，例如 :2。") % said
        case Why.WORK:
            return _("建议 %(text)s：同一种书“%(title)s”用这个号；版次、卷次自己加在后面，例如 =2、:2。") % said
        case Why.AUTHOR:
            return _("按著者号排：请在分类号后面填著者号。")
        case Why.NO_CLASS:
            return _("书目没有分类号：先在这里填类号，再按“取号”。")
    return ""
