"""The table of rules for staff, one rule with its versions and form, and the rules in plain words for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import public as catalogue
from shushan.circulation.rules import checking, telling, words
from shushan.circulation.rules.errors import NoSuchRule, ScopeTaken
from shushan.circulation.rules.first import GROUND
from shushan.circulation.rules.hiding import hidden, would_hide
from shushan.circulation.rules.operations import add_rule, change_rule, end_rule
from shushan.circulation.rules.policy import Row, Scope, Terms
from shushan.circulation.rules.preview import Preview, preview
from shushan.circulation.rules.queries import table
from shushan.circulation.rules.terms import RuleAct
from shushan.circulation.rules.web.forms import ANY, CATEGORIES, NewRuleForm, RuleForm, initial
from shushan.kernel.errors import Invalid
from shushan.people import public as people
from shushan.people.public import ReaderCategory
from shushan.places import public as places
from shushan.ui.confirm import CONFIRMED, Confirmation, ask_first
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in the list: its version that holds, or the next that will."""

    row: Row
    site: places.SiteValue | None
    state: str  # holds, comes, ended


class RulesList(NumberedList[Line]):
    """The table of rules, the most special first: the first row that matches wins."""

    code = "circulation.rules"
    title = gettext_lazy("借阅规则表")
    nothing = gettext_lazy("没有这样的规则。")
    lead = gettext_lazy(
        "一次借阅符合几行时，最具体的一行说了算：先看所属馆区，再看书架、文献类型、读者类别。册数上限各级都要满足。"
    )
    template = "circulation/rules.html"
    columns = (
        Column[Line]("number", gettext_lazy("号"), lambda r: r.row.number, look="number"),
        Column[Line](
            "name",
            gettext_lazy("名称"),
            lambda r: format_html(
                '<a href="{}">{}</a>',
                reverse("circulation:rule", args=[r.row.number]),
                words.called(r.row.name, r.row.name_en),
            ),
            lambda r: r.row.name,
            is_head=True,
        ),
        Column[Line]("category", gettext_lazy("读者"), lambda r: _category(r.row.scope)),
        Column[Line]("kind", gettext_lazy("文献类型"), lambda r: _kind(r.row.scope)),
        Column[Line]("shelf", pgettext_lazy("label", "书架"), lambda r: r.row.scope.shelf or ANY),
        Column[Line]("site", gettext_lazy("所属馆区"), lambda r: called(r.site) if r.site else ANY),
        Column[Line]("loan", gettext_lazy("借期"), lambda r: words.loan(r.row.terms), look="wide"),
        Column[Line]("most", gettext_lazy("最多借"), lambda r: _or_dash(r.row.terms.most_items), look="number"),
        Column[Line]("renewals", gettext_lazy("续借"), lambda r: words.renewals(r.row.terms), look="wide"),
        Column[Line]("late", gettext_lazy("逾期"), lambda r: telling.late(r.row.terms), look="wide"),
        Column[Line]("since", gettext_lazy("生效"), lambda r: telling.when(r.row.valid_from), is_shown=False),
        Column[Line]("state", gettext_lazy("状态"), lambda r: _state(r.state)),
    )

    @cached_property
    def sites(self) -> dict[int, places.SiteValue]:
        """Every site by id."""
        return {site.id: site for site in places.sites()}

    @property
    def filters(self) -> Sequence[Filter]:
        """Category, kind, site, state."""
        states = (("comes", _("将生效")), ("ended", pgettext("rule", "已停用")), ("all", _("全部")))
        kinds = tuple((str(kind), word) for kind, word in catalogue.KIND_NAMES.items())
        return (
            Filter("category", gettext_lazy("读者"), tuple((str(c), word) for c, word in CATEGORIES.items())),
            Filter("kind", gettext_lazy("文献类型"), kinds),
            Filter("site", gettext_lazy("所属馆区"), tuple((s.code, called(s)) for s in self.sites.values())),
            Filter("state", gettext_lazy("状态"), states, every=gettext_lazy("生效中")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Line], int]:
        """Return the rules under the filters, in the order in which they are asked."""
        found = [line for line in self._lines() if asked["state"] in ("all", line.state) or _holds(asked, line)]
        for name in ("category", "kind"):
            if asked[name]:
                found = [line for line in found if getattr(line.row.scope, name) == asked[name]]
        if asked["site"]:
            found = [line for line in found if line.site and line.site.code == asked["site"]]
        return found[first : first + limit], len(found)

    def _lines(self) -> list[Line]:
        rows, at = table(), self.request.at
        held = {row.number: row for row in rows.at(at)}
        latest = {row.number: row for row in rows.rows}
        lines = []
        for number, last in latest.items():
            row = held.get(number, last)
            comes = number not in held and last.valid_from > at and not last.is_ended
            state = "holds" if number in held else "comes" if comes else "ended"
            lines.append(Line(row, self.sites.get(row.scope.site_id or 0), state))
        return sorted(lines, key=lambda line: (tuple(-int(p) for p in line.row.scope.rank), line.row.number))

    def more(self) -> dict[str, Any]:
        """Say whether rules may be written here."""
        return {"may_write": self.request.actor.may_somewhere(RuleAct.SET)}


@require_safe
@staff_page(RuleAct.SEE)
def rules(request: Request) -> HttpResponseBase:
    """Show the table."""
    return RulesList(request).response()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RuleAct.SET)
def new_rule(request: Request) -> HttpResponseBase:
    """Add a rule for a scope; what it would have changed is shown before it is saved."""
    allowed = request.actor.sites(RuleAct.SET)
    sites = [site for site in places.sites() if allowed is None or site.id in allowed]
    start = {"valid_from": None, **initial(_ground(request.at)), "name": "", "name_en": "", "most_items": None}
    form = NewRuleForm(request.POST or None, sites=sites, may_be_everywhere=allowed is None, initial=start)
    if request.method == "POST" and form.is_valid():
        scope, number = form.scope(), max(row.number for row in table().rows) + 1
        answer = _asked(request, form, scope, number, reverse("circulation:rules"))
        if answer is not None:
            return answer
        try:
            number = add_rule(actor=request.actor, at=request.at, scope=scope, **_said(form, request.at))
        except (Invalid, ScopeTaken) as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已保存第 %(number)s 号规则") % {"number": number})
            return redirect("circulation:rule", number)
    context = {"form": form, "title": _("新增规则"), "is_new": True, "may_write": True}
    return render(request, "circulation/rule.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RuleAct.SEE)
def rule(request: Request, number: int) -> HttpResponseBase:
    """Show a rule with all its versions; on POST give it another, after showing what that would have changed."""
    row = _last(number)
    may_write = request.actor.may(RuleAct.SET, site_id=row.scope.site_id)
    form = RuleForm(request.POST or None, initial=initial(row))
    if request.method == "POST":
        request.actor.require(RuleAct.SET, site_id=row.scope.site_id)
        if form.is_valid():
            here = reverse("circulation:rule", args=[number])
            answer = _asked(request, form, row.scope, number, here)
            if answer is not None:
                return answer
            try:
                change_rule(actor=request.actor, at=request.at, number=number, **_said(form, request.at))
            except Invalid as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("已保存，到生效时刻起按新的规则办；已经借出的不受影响"))
                return redirect("circulation:rule", number)
    labels = {name: field.label for name, field in form.fields.items()}
    by = hidden(table().rows, request.at)
    history = [
        (
            one,
            telling.labelled(labels, one.changes),
            telling.when(one.row.valid_from),
            telling.when(by[one.row.version_id].set_at or request.at) if one.row.version_id in by else "",
        )
        for one in telling.history(table(), number)
    ]
    held = next((one for one in table().at(request.at) if one.number == number), None)
    context = {
        "form": form,
        "names": people.names_of_actors(one.row.set_by for one, *_more in history),
        "row": row,
        "title": words.numbered(row),
        "whom": f"{_category(row.scope)} · {telling.items(row.scope)}",
        "sentences": telling.sentences(held.terms) if held else [],
        "history": history,
        "may_write": may_write,
        "may_end": may_write and held is not None and number != GROUND,
    }
    return render(request, "circulation/rule.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(RuleAct.SET)
def end(request: Request, number: int) -> HttpResponseBase:
    """End a rule now, after one step that says so; the reason is asked there."""
    row = _last(number)
    request.actor.require(RuleAct.SET, site_id=row.scope.site_id)
    here = reverse("circulation:rule", args=[number])
    form = EndForm(request.POST if CONFIRMED in request.POST else None)
    asked = ask_first(
        request,
        Confirmation(
            title=_("停用%(rule)s") % {"rule": words.numbered(row)},
            sentence=_("从现在起，这一行不再说话，由不如它具体的规则接替；已经借出的不受影响，历史都留着。"),
            action=pgettext("rule", "停用"),
            back=here,
            form=form,
        ),
    )
    if asked is not None:
        return asked
    end_rule(actor=request.actor, at=request.at, number=number, ends_at=request.at, note=form.cleaned_data["note"])
    messages.success(request, pgettext("rule", "已停用"))
    return redirect("circulation:rule", number)


class EndForm(forms.Form):
    """Why a rule ends."""

    note = forms.CharField(label=gettext_lazy("为什么停用"), max_length=200)


@require_safe
def in_words(request: Request) -> HttpResponseBase:
    """Show the rules in plain words, category by category, for everybody."""
    rows = table().at(request.at)
    parts = []
    for category in (ReaderCategory.ADULT, ReaderCategory.CHILD, ReaderCategory.ELDER):
        shown: dict[tuple[int | None, str, str], Row] = {}
        for row in rows:
            if row.scope.category in ("", category):
                shown.setdefault(row.scope.of_items, row)
        lines = [
            (telling.items(row.scope), telling.sentences(row.terms), words.numbered(row))
            for row in reversed(shown.values())
        ]
        parts.append((category, CATEGORIES[category], lines))
    return render(request, "circulation/rules_in_words.html", {"parts": parts})


def _asked(request: Request, form: RuleForm, scope: Scope, number: int, back: str) -> HttpResponseBase | None:
    """Return the page that shows what a change would have made of the last loans, or None when it was confirmed."""
    terms, since = form.terms(), form.since(request.at)
    try:
        checking.check_scope(scope)
        checking.check_validity(since, form.until(), request.at)
        checking.check_terms(terms, is_ground=number == GROUND)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _again(request, form)
    if CONFIRMED in request.POST:
        return None
    candidate = Row(number, 0, form.cleaned_data["name"], form.cleaned_data["name_en"], scope, terms, since)
    found = preview(candidate, at=request.at)
    hidden_ones = would_hide(table().rows, number, since, form.until(), request.at)
    return ask_first(request, _confirmation(found, terms, form, back, _hides(hidden_ones)))


def _hides(rows: Sequence[Row]) -> str:
    """Say which versions that are still to come would never hold."""
    if not rows:
        return ""
    days = "、".join(telling.when(row.valid_from) for row in rows)
    return _("已写好、到 %(days)s 才生效的版本会被盖住，不再生效。") % {"days": days}


def _again(request: Request, form: RuleForm) -> HttpResponseBase:
    context = {"form": form, "title": _("修改规则"), "is_new": isinstance(form, NewRuleForm), "may_write": True}
    return render(request, "circulation/rule.html", context, status=422)


def _confirmation(found: Preview, terms: Terms, form: RuleForm, back: str, hides: str = "") -> Confirmation:
    span = {"since": found.since.isoformat(), "until": found.until.isoformat()}
    samples = [
        _("%(title)s（%(lent)s 借）：应还 %(before)s → %(after)s")
        % {
            "title": one.title,
            "lent": one.lent_on.isoformat(),
            "before": one.before.isoformat(),
            "after": one.after.isoformat() if one.after else _("不能借"),
        }
        for one in found.examples
    ]
    warning = hides + (_("只看了最近的 %(n)s 笔。") % {"n": found.loans} if found.is_partial else "")
    if found.unknown:
        warning += _("其中 %(n)s 笔已与读者脱离，看不出册数上限。") % {"n": found.unknown}
    return Confirmation(
        title=_("保存以前，看看影响"),
        sentence=_("拿 %(since)s 到 %(until)s 的借阅比一比：如果那时就按新的规则，会怎样。已经借出的不会改动。") % span
        + " "
        + " ".join(telling.sentences(terms)),
        action=_("保存"),
        back=back,
        counts=(
            (_("看过的借阅"), found.loans),
            (_("符合这条规则的"), found.touched),
            (_("应还日不同"), found.other_day),
            (_("会被拒绝"), found.refused),
        ),
        samples=samples,
        warning=warning,
        is_dangerous=False,
    )


def _said(form: RuleForm, at: datetime) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "terms": form.terms(),
        "name": said["name"],
        "name_en": said["name_en"],
        "valid_from": form.since(at),
        "valid_until": form.until(),
        "note": said["note"],
    }


def _last(number: int) -> Row:
    found = next((row for row in reversed(table().rows) if row.number == number and not row.is_ended), None)
    if found is None:
        raise NoSuchRule(_("没有第 %(number)s 号规则") % {"number": number}, remedy=_("请回到规则表"))
    return found


def _ground(at: datetime) -> Row:
    return next(row for row in table().at(at) if row.number == GROUND)


def _category(scope: Scope) -> object:
    return CATEGORIES[ReaderCategory(scope.category)] if scope.category else ANY


def _kind(scope: Scope) -> object:
    return catalogue.kind_name(catalogue.ItemKind(scope.kind)) if scope.kind else ANY


def _state(state: str) -> str:
    return {"holds": _("生效中"), "comes": _("将生效")}.get(state, pgettext("rule", "已停用"))


def _holds(asked: Asked, line: Line) -> bool:
    return not asked["state"] and line.state == "holds"


def _or_dash(value: int | None) -> object:
    return "—" if value is None else value
