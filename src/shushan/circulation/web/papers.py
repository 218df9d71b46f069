"""The papers of the desk as PDF: what stands on a receipt and on a closing sheet."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from shushan.circulation import public as circulation
from shushan.circulation.money.papers import Line, facts, pdf, rule
from shushan.circulation.money.policy import yuan
from shushan.circulation.money.words import KINDS, METHODS, RECEIPTS
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.context import library_name
from shushan.ui.templatetags.look import called

OUT = (circulation.ReceiptKind.REFUND, circulation.ReceiptKind.DEPOSIT_BACK, circulation.ReceiptKind.REVERSAL)


def receipt_paper(
    found: circulation.ReceiptValue, *, width: str, note: str, reader: people.ReaderValue | None
) -> HttpResponse:
    """Answer with a receipt as PDF. ``note`` says which it is: the original, a copy, an electronic one."""
    sign = "-" if found.kind in OUT else ""
    lines = [
        Line(_library(), scale=1.4),
        Line(str(RECEIPTS[found.kind]), note, scale=1.15),
        rule(),
        *facts(
            (
                (_("号码"), found.code),
                (_("读者"), reader.masked_name if reader else ""),
                (_("馆区"), called(places.site(found.site_id))),
                (_("时间"), _moment(found)),
                (_("经手"), found.actor_name),
            )
        ),
        rule(),
        *(
            Line(_what(line.kind, title), f"{sign}{yuan(line.amount_fen)}")
            for line, title in circulation.receipt_lines(found.id)
        ),
        rule(),
        Line(_("合计（元）· %(method)s") % {"method": METHODS[found.method]}, f"{sign}{yuan(found.total_fen)}", 1.15),
        Line(_("请核对金额，妥善保存。"), scale=0.9),
    ]
    return _answer(f"{found.code}.pdf", str(RECEIPTS[found.kind]), lines, width)


def closing_paper(found: circulation.ClosingValue, *, width: str) -> HttpResponse:
    """Answer with a closing sheet as PDF, with places for two signatures."""
    title = _("第 %(n)s 期日结") % {"n": found.period}
    methods = [
        Line(str(METHODS[code]), _("收 %(into)s  付 %(out)s") % {"into": yuan(into), "out": yuan(out)})
        for code, (into, out) in sorted(found.by_method.items())
    ]
    lines = [
        Line(_library(), scale=1.4),
        Line(f"{title} · {called(places.site(found.site_id))}", scale=1.15),
        *facts(((_("时间"), _at(found)), (_("经手"), found.actor_name))),
        rule(),
        *methods,
        rule(),
        Line(_("期初备用金"), yuan(found.opening_fen)),
        Line(_("按账应有现金"), yuan(found.expected_fen)),
        *(Line(f"  {yuan(fen)} × {n}", yuan(fen * n)) for fen, n in found.coins),
        Line(_("实点现金"), yuan(found.counted_fen), 1.15),
        Line(_("长短"), yuan(found.difference_fen)),
        *facts(((_("原因"), found.reason),)),
        Line(_("上交"), yuan(found.handed_in_fen)),
        Line(_("留作下一期备用金"), yuan(found.carried_fen)),
        rule(),
        Line(""),
        Line(_("经手签字："), "＿＿＿＿＿＿"),
        Line(""),
        Line(_("复核签字："), "＿＿＿＿＿＿"),
    ]
    name = f"closing-{places.site(found.site_id).code}-{found.period}.pdf"
    return _answer(name, title, lines, width)


def _answer(name: str, title: str, lines: Sequence[Line], width: str) -> HttpResponse:
    answer = HttpResponse(pdf(title, lines, width), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _what(kind: str, title: str) -> str:
    words = str(KINDS.get(kind) or _("押金"))
    return f"{words} · {title}" if title else words


def _library() -> str:
    return library_name()


def _moment(found: circulation.ReceiptValue) -> str:
    return ledger.local_minute(found.at)


def _at(found: circulation.ClosingValue) -> str:
    return ledger.local_minute(found.at)
