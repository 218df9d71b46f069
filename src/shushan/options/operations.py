"""Set an option."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.options.models import Setting
from shushan.options.registry import option as find
from shushan.options.terms import Option, OptionAct


@write()
def set_option(
    *, actor: Actor, at: datetime, code: str, value: bool | int | str, valid_from: datetime, note: str
) -> None:
    """Give an option another value from an instant on; the past keeps the old one.

    :raises NotAllowed: :raises NotFound: no such option
    :raises Invalid: wrong type, out of bounds, in the past, or no reason
    """
    actor.require(OptionAct.SET)
    option = find(code)
    if option is None:
        raise NotFound(_("没有这项设置：%(code)s") % {"code": code})
    _check(option, value)
    if not note.strip():
        raise Invalid(_("请写明为什么改"), field="note")
    if valid_from < at:
        raise Invalid(_("生效时刻不能早于现在：过去的日子按当时的设置评判"), field="valid_from")
    Setting.objects.create(
        code=code, value=value, valid_from=valid_from, set_at=at, set_by=actor.label, note=note.strip()[:200]
    )


def _check(option: Option[Any], value: Any) -> None:
    if type(value) is not type(option.default):
        raise Invalid(_("这项设置要填%(kind)s") % {"kind": _kind(option)}, field="value")
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise Invalid(_("不能小于零"), field="value")
    if option.choices and value not in dict(option.choices):
        raise Invalid(_("请选一项"), field="value")
    if option.check is not None and not option.check(value):
        raise Invalid(_("这个值不在允许的范围内"), field="value")


def _kind(option: Option[Any]) -> str:
    if option.is_flag:
        return _("是或否")
    return _("整数") if isinstance(option.default, int) else _("文字")
