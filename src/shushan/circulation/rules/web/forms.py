"""The form of a rule: whom and what it speaks of, what it says, from when until when, and why."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.catalogue import public as catalogue
from shushan.circulation.rules.policy import Base, DepositBy, Grace, Row, Scope, Terms, Unit
from shushan.ledger import public as ledger
from shushan.people.public import ReaderCategory
from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.templatetags.look import called

ANY: Final = _("不限")
CATEGORIES: Final = {
    ReaderCategory.ADULT: _("成人"),
    ReaderCategory.CHILD: pgettext_lazy("reader", "少儿"),
    ReaderCategory.ELDER: _("长者"),
    ReaderCategory.STAFF: _("馆员"),
}
UNITS: Final = {Unit.DAYS: _("天"), Unit.HOURS: _("小时"), Unit.MONTHS: _("个月"), Unit.UNTIL: _("到固定的一天")}
BASES: Final = {Base.DUE: _("从原到期日"), Base.TODAY: _("从续借那天")}
GRACES: Final = {Grace.FORGIVES: _("宽限内的天数不计"), Grace.DELAYS: _("过了宽限，从头计")}
DEPOSITS: Final = {
    DepositBy.NONE: _("不要押金"),
    DepositBy.FIXED: _("固定金额"),
    DepositBy.PRICE: _("按在借图书的价格"),
}
MONEY: Final = ("fine_fen", "fine_cap_fen", "deposit_fen")


def _number(label: Any, help_text: Any = "", *, required: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=least, max_value=9999)


def _yuan(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=Decimal(0), max_digits=9, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )  # fmt: skip


def _flag(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class RuleForm(forms.Form):
    """What a rule says; money is typed in yuan. ``valid_until`` is the last day."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    loan_length = _number(_("借期"), least=1)
    loan_unit = forms.ChoiceField(label=_("借期单位"), choices=list(UNITS.items()))
    loan_until = forms.DateField(
        label=_("固定到期日"), required=False, help_text=_("只用于“到固定的一天”，例如学期末"),
        widget=day_field(),
    )  # fmt: skip
    on_site = _flag(pgettext_lazy("rule", "馆内阅览"), _("当天闭馆前还，不能带出，不能续借"))
    most_items = _number(_("同时最多借"), _("本规则范围内的册数；空为不另设上限。各级上限都要满足。"), required=False)
    most_renewals = _number(_("可续借次数"))
    renewal_length = _number(_("每次续借"), _("单位同借期（固定到期日的按天）"), least=1)
    renewal_base = forms.ChoiceField(label=_("续借起算"), choices=list(BASES.items()))
    renew_days_before = _number(_("到期前几天起可续"), _("空为随时"), required=False)
    renews_itself = _flag(_("到期日自动续借"), _("没有人等、也没有规则反对时，夜里自动续"))
    overdue_allowed = _number(_("逾期超过几天不能再借"), _("0 表示逾期一天就不能再借"))
    fine_fen = _yuan(_("逾期每天（每小时）收费（元）"), required=True)
    grace = _number(_("收费宽限"), _("天；按小时借的为小时"))
    grace_reading = forms.ChoiceField(label=_("宽限怎么算"), choices=list(GRACES.items()))
    counts_closed = _flag(_("闭馆日也计逾期"))
    fine_cap_fen = _yuan(_("每册收费封顶（元）"))
    caps_at_price = _flag(_("不超过书价"))
    suspend_days = _number(_("逾期一天停借几天"), _("以停代金；0 为不停借"))
    suspend_grace = _number(_("停借宽限（天）"))
    suspend_cap = _number(_("停借最多（天）"), _("空为不封顶"), required=False)
    may_hold = _flag(_("可以预约"))
    most_holds = _number(_("最多同时预约"), _("空为按设置"), required=False)
    hold_shelf_days = _number(_("取书架保留（开馆日）"), _("空为按设置"), required=False, least=1)
    deposit = forms.ChoiceField(label=_("押金"), choices=list(DEPOSITS.items()))
    deposit_fen = _yuan(_("押金（元）"))
    home_only = _flag(_("只在所属馆区还"), _("还到别的馆区也收下，先送回所属馆区，并告诉读者"))
    valid_from = forms.DateTimeField(
        label=_("生效时刻"), required=False, help_text=_("空为立即"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("最后一天"), required=False, help_text=_("空为一直有效；过了这天，以前的版本重新说话"),
        widget=day_field(),
    )  # fmt: skip
    note = forms.CharField(label=_("为什么改"), max_length=200)

    def terms(self) -> Terms:
        """Return what was typed, as the rule's terms."""
        said: dict[str, Any] = {one.name: self.cleaned_data[one.name] for one in fields(Terms)}
        for name in MONEY:
            said[name] = int(said[name] * 100) if said[name] is not None else None
        said |= {"loan_unit": Unit(said["loan_unit"]), "renewal_base": Base(said["renewal_base"])}
        said |= {"grace_reading": Grace(said["grace_reading"]), "deposit": DepositBy(said["deposit"])}
        return Terms(**(said | {"deposit_fen": said["deposit_fen"] or 0}))

    def since(self, at: datetime) -> datetime:
        """Return from when it holds: now when nothing, or the minute that just began, was typed."""
        typed: datetime | None = self.cleaned_data["valid_from"]
        return at if typed is None or at - timedelta(minutes=2) < typed < at else typed

    def until(self) -> datetime | None:
        """Return the first instant after its last day."""
        last: date | None = self.cleaned_data["valid_until"]
        return datetime.combine(last + timedelta(days=1), time(), tzinfo=ledger.zone()) if last else None


class NewRuleForm(RuleForm):
    """A rule for a scope that has none yet."""

    category = forms.ChoiceField(label=_("读者类别"), required=False, choices=[("", ANY), *CATEGORIES.items()])
    kind = forms.ChoiceField(label=_("文献类型"), required=False)
    shelf = forms.CharField(
        label=pgettext_lazy("label", "书架"), max_length=40, required=False, help_text=_("3F 也管 3F-01；空为不限")
    )
    site = forms.ChoiceField(label=_("所属馆区"), required=False)
    field_order = ("name", "name_en", "category", "kind", "shelf", "site")

    def __init__(self, *args: Any, sites: list[places.SiteValue], may_be_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].required = not may_be_everywhere
        chosen = [(str(site.id), called(site)) for site in sites]
        self._choose("site", [("", str(ANY)), *chosen] if may_be_everywhere else chosen)
        self._choose("kind", [("", str(ANY)), *((str(kind), str(word)) for kind, word in catalogue.KIND_NAMES.items())])

    def scope(self) -> Scope:
        """Return whom and what the rule is about."""
        said, site = self.cleaned_data, self.cleaned_data["site"]
        return Scope(said["category"], said["kind"], " ".join(said["shelf"].split()), int(site) if site else None)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def initial(row: Row) -> dict[str, Any]:
    """Return what the form shows of a version."""
    said: dict[str, Any] = {one.name: getattr(row.terms, one.name) for one in fields(Terms)}
    for name in MONEY:
        said[name] = Decimal(said[name]) / 100 if said[name] is not None else None
    return said | {"name": row.name, "name_en": row.name_en}
