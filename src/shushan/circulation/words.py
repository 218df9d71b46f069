"""The words that pages of figures use for the dimensions of this room's facts."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CATEGORIES: Final[dict[str, Promise | str]] = {
    "adult": pgettext_lazy("readers", "成人"),
    "child": pgettext_lazy("readers", "少儿"),
    "elder": pgettext_lazy("readers", "长者"),
    "staff": pgettext_lazy("readers", "馆员"),
}
# 中国图书馆分类法 main classes, as on the shelves.
CLASSES: Final[dict[str, Promise | str]] = {
    "A": _("马列主义、毛泽东思想、邓小平理论"),
    "B": _("哲学、宗教"),
    "C": _("社会科学总论"),
    "D": _("政治、法律"),
    "E": _("军事"),
    "F": _("经济"),
    "G": _("文化、科学、教育、体育"),
    "H": _("语言、文字"),
    "I": _("文学"),
    "J": _("艺术"),
    "K": _("历史、地理"),
    "N": _("自然科学总论"),
    "O": _("数理科学和化学"),
    "P": _("天文学、地球科学"),
    "Q": _("生物科学"),
    "R": _("医药、卫生"),
    "S": _("农业科学"),
    "T": _("工业技术"),
    "U": _("交通运输"),
    "V": _("航空、航天"),
    "X": _("环境科学、安全科学"),
    "Z": _("综合性图书"),
}


def word(key: str, value: str) -> object:
    """Return what a dimension's value is called; an age band is called as it is written."""
    return CATEGORIES.get(value, value) if key == "category" else value


def clc_word(_key: str, value: str) -> object:
    """Return a main class with its letter."""
    return f"{value} {CLASSES[value]}" if value in CLASSES else value
