"""Money in words: kinds, methods, accounts, and the rule that a reader owes too much."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.circulation.money.policy import yuan
from shushan.circulation.money.terms import Account, ChargeKind, Method, ReceiptKind, income
from shushan.circulation.policy import Hindrance

KINDS: Final[dict[str, Promise | str]] = {
    ChargeKind.OVERDUE: gettext_lazy("逾期费"),
    ChargeKind.LOST: gettext_lazy("遗失赔偿"),
    ChargeKind.PROCESSING: gettext_lazy("加工费"),
    ChargeKind.DAMAGE: gettext_lazy("污损赔偿"),
    ChargeKind.CARD: gettext_lazy("补证工本费"),
    ChargeKind.OTHER: gettext_lazy("其他费用"),
}
METHODS: Final[dict[str, Promise | str]] = {
    Method.CASH: gettext_lazy("现金"),
    Method.POS: gettext_lazy("刷卡"),
    Method.WECHAT: gettext_lazy("微信支付"),
    Method.ALIPAY: gettext_lazy("支付宝"),
    Method.TRANSFER: gettext_lazy("银行转账"),
}
ACCOUNTS: Final[dict[str, Promise | str]] = {
    **METHODS,
    Account.RECEIVABLE: gettext_lazy("读者应付"),
    Account.DEPOSITS: gettext_lazy("代管押金"),
    Account.WAIVED: gettext_lazy("减免"),
    Account.SAFE: gettext_lazy("上交与备用金"),
    Account.DIFFERENCE: gettext_lazy("长短款"),
    **{income(kind): words for kind, words in ((ChargeKind(code), words) for code, words in KINDS.items())},
}
RECEIPTS: Final[dict[str, Promise | str]] = {
    ReceiptKind.PAYMENT: gettext_lazy("收费收据"),
    ReceiptKind.DEPOSIT: gettext_lazy("押金收据"),
    ReceiptKind.REFUND: gettext_lazy("退款单"),
    ReceiptKind.DEPOSIT_BACK: gettext_lazy("退押金单"),
    ReceiptKind.REVERSAL: gettext_lazy("冲正单"),
}


def owes_for_holds(one: Hindrance) -> tuple[str, str, str]:
    """Return the same when a reader wants to hold something."""
    return (
        _("欠费 %(n)s 元") % {"n": yuan(one.found)},
        _("欠费超过 %(n)s 元，付清前不能预约（本馆流通规则）") % {"n": yuan(one.allowed)},
        _("请先付费，付了当即能预约"),
    )


def owes(one: Hindrance) -> tuple[str, str, str]:
    """Return what happened, which rule, what to do now, when a reader owes too much."""
    return (
        _("欠费 %(n)s 元") % {"n": yuan(one.found)},
        _("欠费超过 %(n)s 元，付清前不能再借（本馆流通规则）") % {"n": yuan(one.allowed)},
        _("请先付费，付了当即能借"),
    )


def charge_name(kind: ChargeKind) -> str:
    """Return what a kind of charge is called."""
    return str(KINDS[kind])


def provider_name(code: str) -> Promise | str:
    """Return what a payment provider is called."""
    return _("演示") if code == "demonstration" else METHODS.get(code, code)
