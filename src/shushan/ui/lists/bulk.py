"""Acts on many rows: chosen on the page, or all that the filters give; first what will change, then each for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shushan.kernel.errors import Invalid, NotFound, Refused
from shushan.ui.confirm import CONFIRMED, Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.lists.saved import lasting

if TYPE_CHECKING:
    from shushan.ui.lists.data_list import DataList

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What an act would change, for the page that asks: words with counts, some rows by name, a warning."""

    counts: Sequence[tuple[object, int]] = ()
    samples: Sequence[object] = ()
    warning: object = ""


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act on chosen rows. ``look_ahead`` tells what would change; ``do`` acts on one row and may refuse it.

    ``do`` gets the request, the row's id and what the form said; it runs in a transaction of its own, so that one
    refused row does not hold up the others.
    """

    code: str
    label: object
    verb: str
    sentence: object
    look_ahead: Callable[[Request, Sequence[str]], Change]
    do: Callable[[Request, str, dict[str, Any]], None]
    form: type[Form] | None = None
    is_dangerous: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of it, row by row where it was refused."""

    done: int = 0
    refused: list[tuple[str, Refused]] = field(default_factory=list)


def posted(lst: DataList[Any]) -> HttpResponse:
    """Ask what the chosen act would change, or do it after a yes."""
    request = lst.request
    act = next((act for act in lst.acts if act.code == request.POST.get("act")), None)
    if act is None:
        raise NotFound(_("没有这项批量操作。"))
    request.actor.require_somewhere(act.verb)
    ids = _chosen(lst)
    form = act.form(request.POST if CONFIRMED in request.POST else None) if act.form else None
    if page := ask_first(request, _question(lst, act, ids, form)):
        return page
    outcome = _perform(act, ids, request, form.cleaned_data if form else {})
    if outcome.refused:
        context = {"act": act, "outcome": outcome, "back": _address(lst), "title": lst.title}
        return render(request, "ui/lists/outcome.html", context)
    messages.success(request, _("%(act)s：%(n)s 条，全部完成。") % {"act": act.label, "n": outcome.done})
    return redirect(_address(lst))


def _perform(act: BulkAct, ids: Sequence[str], request: Request, said: dict[str, Any]) -> Outcome:
    outcome = Outcome()
    for row_id in ids:
        try:
            act.do(request, row_id, said)
        except Refused as refusal:
            outcome.refused.append((row_id, refusal))
        else:
            outcome.done += 1
    return outcome


def _chosen(lst: DataList[Any]) -> list[str]:
    if "everything" in lst.request.POST:
        ids = [lst.identify(row) for row in islice(lst.rows(), AT_ONCE + 1)]
    else:
        ids = list(dict.fromkeys(lst.request.POST.getlist("id")))
    if not ids:
        raise Invalid(_("没有选中任何一条。"), remedy=_("请先在清单里勾选，再选择操作。"))
    if len(ids) > AT_ONCE:
        raise Invalid(_("一次最多处理 %(n)s 条。") % {"n": AT_ONCE}, remedy=_("请用筛选条件缩小范围，分几次处理。"))
    return ids


def _question(lst: DataList[Any], act: BulkAct, ids: Sequence[str], form: Form | None) -> Confirmation:
    change = act.look_ahead(lst.request, ids)
    return Confirmation(
        title=act.label,
        sentence=act.sentence,
        action=act.label,
        back=_address(lst),
        counts=[(_("选中"), len(ids)), *change.counts],
        samples=change.samples,
        warning=change.warning,
        form=form,
        is_dangerous=act.is_dangerous,
        carried=[("act", act.code), *(("id", row_id) for row_id in ids)],
    )


def _address(lst: DataList[Any]) -> str:
    kept = lasting(lst.request.GET.urlencode())
    return f"{lst.request.path}?{kept}" if kept else lst.request.path
