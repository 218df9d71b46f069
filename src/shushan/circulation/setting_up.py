"""What the circulation hangs into other rooms when the house starts."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shushan.circulation.terms import LoanAct
from shushan.figures import public as figures
from shushan.people import public as people
from shushan.ui import menu


def register() -> None:
    """Register menu lines, subject pages, the loans panel of my library, and what stands against erasure."""
    menu.register(menu.Entry("desk", _("借还服务台"), "circulation:desk", "scan", LoanAct.LEND, "desk", 10))
    menu.register(menu.Entry("loans", _("借阅清单"), "circulation:loans", "list", LoanAct.SEE_LOANS, "desk", 20))
    figures.subject_page("circulation.loan", url_name="circulation:loan", verb=LoanAct.SEE_LOANS)
    people.register_panel(10, _panel)
    people.register_hindrance(_hindrance)
    people.register_keeper(_kept)


def _panel(request: HttpRequest) -> object:
    from shushan.circulation.web.components import panel

    return panel(request)


def _hindrance(reader_id: int, at: datetime) -> str:
    from shushan.circulation.queries import count_open

    held = count_open(reader_id)
    return ngettext("还有 %(n)s 册书没有还", "还有 %(n)s 册书没有还", held) % {"n": held} if held else ""


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.circulation.queries import loans_of

    rows = tuple(
        {_g("题名"): line.title, _g("借出"): line.loan.lent_at.isoformat(), _g("应还"): line.loan.due_at.isoformat()}
        for line in loans_of(reader_id, at=at)
    )
    return people.Kept("loans", _g("正在借的书"), _g("为了知道书在谁手里、何时应还"), rows)
