"""Why a line is refused or stays, in the words of the library. Kept as codes, so that each page says it in its language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[dict[str, Promise | str]] = {
    "no-card": _("没有证号"),
    "long-card": _("证号超过32个字符"),
    "no-name": _("没有姓名"),
    "same-card": _("证号与第%(said)s行相同"),
    "same-document": _("证件号与第%(said)s行相同"),
    "bad-document": _("身份证号的校验位不对"),
    "bad-birth": _("看不懂出生日期“%(said)s”"),
    "birth-differs": _("出生日期与身份证号不符"),
    "bad-issued": _("看不懂发证日期“%(said)s”"),
    "bad-expires": _("看不懂有效期“%(said)s”"),
    "bad-category": _("读者类型“%(said)s”没有对应"),
    "bad-state": _("证件状态“%(said)s”没有对应"),
    "no-guardian": _("找不到监护人的读者证%(said)s（监护人须排在前面，或已在库中）"),
    "young-guardian": _("监护人须是成年读者"),
    "other-name": _("这个证号在库里是另一个姓名"),
    "document-taken": _("这个证件号已登记在尾号%(said)s的读者证下"),
    "no-such-card": _("没有读者证%(said)s"),
    "card-ended": _("读者证%(said)s已停用"),
    "no-barcode": _("没有条码"),
    "no-such-item": _("没有条码为%(said)s的馆藏"),
    "not-in-stock": _("馆藏%(said)s不在藏（已注销或下落不明）"),
    "same-item": _("条码与第%(said)s行相同"),
    "item-out": _("馆藏%(said)s已借在别的读者名下"),
    "bad-lent": _("看不懂借出时间“%(said)s”"),
    "bad-due": _("看不懂应还日期“%(said)s”"),
    "lent-later": _("借出时间晚于现在"),
    "due-first": _("应还日期早于借出日期"),
    "refused": "%(said)s",
    "has-loans": _("名下有借阅、预约等记录"),
    "has-account": _("已开通账号"),
    "was-served": _("导入后又办过业务"),
    "is-gone": _("已删除或已合并"),
    "was-changed": _("导入后又改过"),
    "loan-moved": _("已还回、续借或另有处理"),
}


def words(reason: str) -> str:
    """Return a kept reason (``code`` or ``code:what was said``) in the language of the page."""
    code, _colon, said = reason.partition(":")
    text = str(REASONS.get(code, reason))
    return text % {"said": said} if "%(said)s" in text else text
