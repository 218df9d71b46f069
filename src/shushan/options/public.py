"""The face of the options."""

from shushan.options.operations import set_option
from shushan.options.queries import current, get, get_many, history
from shushan.options.registry import declare, every_option
from shushan.options.terms import Option, OptionAct, SettingLine

__all__ = [
    "Option",
    "OptionAct",
    "SettingLine",
    "current",
    "declare",
    "every_option",
    "get",
    "get_many",
    "history",
    "set_option",
]
