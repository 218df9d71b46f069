"""What a reviewer sees behind the link, and the page on which links are made and revoked."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.figures import public as figures
from shushan.indicators.review import links as acts
from shushan.indicators.review.links import LinkValue
from shushan.indicators.terms import Basis, IndicatorAct, ValueLine
from shushan.indicators.values import queries
from shushan.indicators.web.asking import known_names, names, scope_words, site_names
from shushan.indicators.web.value import shown_to_everybody
from shushan.indicators.words import BASES, STATES, period_words
from shushan.kernel.errors import Invalid, NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ui.forms import day_field, show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page

ROWS = 100


def _closed(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the address with its token out of caches, search engines and other sites' logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class LinkForm(forms.Form):
    """A new link."""

    label = forms.CharField(label=gettext_lazy("给谁看"), max_length=120)
    since = forms.DateField(label=gettext_lazy("时段起于"), widget=day_field())
    last = forms.DateField(label=gettext_lazy("时段止于"), widget=day_field())
    days = forms.IntegerField(label=gettext_lazy("有效几天"), min_value=1, max_value=acts.LONGEST, initial=14)
    with_rows = forms.BooleanField(
        label=gettext_lazy("连同逐条记录"), required=False,
        help_text=gettext_lazy("记录里没有姓名；读者是化名，同事是编号。每次查看都有记录"),
    )  # fmt: skip


@staff_page(IndicatorAct.LET_REVIEW)
def manage(request: Request) -> HttpResponse:
    """Show the links and make a new one; its address is shown once."""
    typed = request.POST if request.method == "POST" else None
    form, address = LinkForm(typed), ""
    if typed is not None and form.is_valid():
        said = form.cleaned_data
        try:
            _id, token = acts.make_link(
                actor=request.actor, at=request.at, label=said["label"], since=said["since"],
                until=said["last"] + timedelta(days=1), days=said["days"], with_rows=said["with_rows"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            address = request.build_absolute_uri(reverse("indicators:review", args=[token]))
            form = LinkForm()
    found = acts.links()
    called = names([one.made_by for one in found])
    rows = [
        (one, one.until - timedelta(days=1), called.get(one.made_by, one.made_by), one.expires_at <= request.at)
        for one in found
    ]
    context = {"form": form, "rows": rows, "address": address}
    return render(request, "indicators/review_links.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(IndicatorAct.LET_REVIEW)
def revocation(request: Request, link_id: int) -> HttpResponse:
    """Revoke a link."""
    acts.revoke_link(actor=request.actor, at=request.at, link_id=link_id)
    messages.success(request, _("已撤销，链接马上失效。"))
    return redirect("indicators:review-links")


@require_safe
def page(request: Request, token: str) -> HttpResponseBase:
    """Show the signed values of the link's periods, with what was restated."""
    link = acts.open_link(token=token, at=request.at)
    known = known_names(request.at)
    rows = [(line, period_words(line.asked), scope_words(line.asked, known), STATES[line.state], BASES[line.basis])
            for line in acts.values_of(link)]  # fmt: skip
    sealed_to, head = ledger.chain_head()
    context = {
        "link": link,
        "last": link.until - timedelta(days=1),
        "rows": rows,
        "token": token,
        "sealed_to": sealed_to,
        "head": head,
    }
    return _closed(render(request, "indicators/review.html", context))


@require_safe
def digests(request: Request, token: str) -> HttpResponseBase:
    """Give the list of digests as CSV."""
    link = acts.open_link(token=token, at=request.at, looks_at="digests.csv")
    head = ["value_id", "code", "period_since", "period_until", "sites", "dims", "revision", "state", "basis", "method", "number",
            "unit", "absence", "definition_version", "records", "digest", "known_at", "sealed_to", "chain_head", "units"]  # fmt: skip
    return _closed(csv_response("digests.csv", head, (_line(one) for one in acts.values_of(link))))


def _line(one: ValueLine) -> list[object]:
    receipt = one.receipt
    assert receipt is not None
    return [
        one.id, one.asked.code, one.asked.since or "reopening", one.asked.until,
        " ".join(map(str, one.asked.site_ids or ())), ";".join(f"{n}={v}" for n, v in one.asked.dims), one.revision,
        one.state.value, one.basis.value, receipt.method, "" if receipt.number is None else str(receipt.number), one.unit,
        receipt.absence, receipt.version, receipt.entries, receipt.digest, receipt.known_at.isoformat(),
        receipt.sealed_to, receipt.chain_head, " ".join(map(str, one.asked.unit_ids or ())),
    ]  # fmt: skip


@require_safe
def value(request: Request, token: str, value_id: int) -> HttpResponseBase:
    """Show one value with its receipt and, where the link allows, its rows, masked."""
    link = acts.open_link(token=token, at=request.at, looks_at=f"value {value_id}")
    line = _of(link, value_id)
    context = shown_to_everybody(line, request) | {"link": link, "token": token}
    if link.with_rows and line.basis is Basis.RECORDS:
        side = _side(request, queries.rows_of(line, at=request.at))
        after = typed_number(request.GET.get("after", "")) or 0
        rows = figures.rows(side, after=after, limit=ROWS + 1)
        sites = site_names()
        context |= {
            "sides": queries.rows_of(line, at=request.at).leaves, "side": side,
            "rows": [(row, sites.get(row.site_id or 0, "—"), _masked(row.reader), row.actor.partition(":")[0]) for row in rows[:ROWS]],
            "following": rows[ROWS - 1].id if len(rows) > ROWS else 0,
        }  # fmt: skip
    return _closed(render(request, "indicators/review_value.html", context))


@require_safe
def rows_csv(request: Request, token: str, value_id: int) -> HttpResponseBase:
    """Give the rows of a value as CSV for ``verify_rows.py``: pseudonyms and numbers of colleagues, no names."""
    link = acts.open_link(token=token, at=request.at, looks_at=f"rows.csv {value_id}")
    line = _of(link, value_id)
    if not link.with_rows:
        raise NotFound(_("这个链接不含逐条记录"), remedy=_("请向图书馆要一个含记录的链接"))
    side = _side(request, queries.rows_of(line, at=request.at))
    if side.operands:
        raise Invalid(_("比率由两组记录得出"), remedy=_("请分别下载分子和分母的记录"))
    name = f"value-{value_id}-{side.measure.code}-rows.csv"
    return _closed(csv_response(name, figures.ROW_HEAD, figures.row_lines(side)))


def _of(link: LinkValue, value_id: int) -> ValueLine:
    found = next((line for line in acts.values_of(link) if line.id == value_id), None)
    if found is None:
        raise NotFound(_("这个链接里没有这个数值"))
    return found


def _side(request: Request, found: figures.Value) -> figures.Value:
    wanted = request.GET.get("of", "")
    return next((leaf for leaf in found.leaves if leaf.measure.code == wanted), found.leaves[0])


def _masked(reader: str) -> str:
    return f"{reader[:4]}…" if reader else ""
