"""What costs how much, for everybody, in plain words."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shushan.circulation.money.operations.orders import phone
from shushan.circulation.prices import EXAMPLE_FEN, prices
from shushan.circulation.rules import telling, words
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.policy import Scope
from shushan.circulation.rules.web.forms import CATEGORIES
from shushan.people.public import ReaderCategory
from shushan.ui.http import Request


@require_safe
def price_list(request: Request) -> HttpResponseBase:
    """Show what lateness, loss, damage, a new card and deposits cost today."""
    found = prices(at=request.at)
    context = {
        "prices": found,
        "late": [
            (
                [_of(scope) for scope in one.scopes],
                len(one.scopes) - 1,
                one.sentence,
                [(_so_late(n, one.is_hours), _costs(lateness)) for n, lateness in one.examples],
            )
            for one in found.late
        ],
        "deposits": [(_of(one.scope), one.fen) for one in found.deposits],
        "example_fen": EXAMPLE_FEN,
        "may_phone": phone(request.at) is not None,
        "today": request.at,
    }
    return render(request, "circulation/prices.html", context)


def _of(scope: Scope) -> str:
    """Return whom and what a rule speaks of."""
    who = CATEGORIES[ReaderCategory(scope.category)] if scope.category else _("所有读者")
    return f"{who} · {telling.items(scope)}"


def _so_late(n: int, is_hours: bool) -> str:
    if is_hours:
        return ngettext("晚 %(n)s 小时", "晚 %(n)s 小时", n) % {"n": n}
    return ngettext("晚 %(n)s 天", "晚 %(n)s 天", n) % {"n": n}


def _costs(found: Lateness | None) -> str:
    if found is None or found.costs_nothing:
        return _("不收")
    said = []
    if found.fine_fen:
        said.append(_("%(yuan)s 元") % {"yuan": words.yuan(found.fine_fen)})
    if found.suspension_days:
        n = found.suspension_days
        said.append(ngettext("停借 %(n)s 天", "停借 %(n)s 天", n) % {"n": n})
    return words.commas(said)
