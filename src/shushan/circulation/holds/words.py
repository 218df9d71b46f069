"""The rules of holds in words, for the refusals of lending and renewing."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.circulation.policy import Hindrance


def kept(_one: Hindrance) -> tuple[str, str, str]:
    """Return what is said when an item waits for another reader."""
    rule = _("有读者预约、正在等他来取的书，不借给别人（本馆流通规则）")
    return _("这一册为另一位读者留着"), rule, _("请放回取书架；书架上没有别的复本时，可以替这位读者预约")


def waited(one: Hindrance) -> tuple[str, str, str]:
    """Return what is said when others wait for an item."""
    message = ngettext("有 %(n)s 位读者在等这本书", "有 %(n)s 位读者在等这本书", one.found) % {"n": one.found}
    return message, _("有人预约的书不能续借（本馆流通规则）"), _("请按时还书；还想看可以再预约")
