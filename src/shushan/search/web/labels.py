"""Words for facets and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

_site_names: list[Callable[[], Mapping[str, str]]] = []


def name_sites(names: Callable[[], Mapping[str, str]]) -> None:
    """Say where the sites' names come from, by code (config does it once)."""
    _site_names[:] = [names]


def site_names() -> Mapping[str, str]:
    """Return the names of the sites by their codes, in one query."""
    return _site_names[0]() if _site_names else {}


def facet_label(name: str) -> str:
    """Return the word for a facet."""
    return str(_FACETS.get(name, name))


def value_label(name: str, value: str, sites: Mapping[str, str]) -> str:
    """Return the word for a value of a facet; ``sites`` are the names of the sites by code."""
    if name == "clc":
        return f"{value} {clc_label(value)}"
    if name == "available":
        return gettext("在架")
    if name == "material":
        return str(_MATERIALS.get(value, value))
    if name == "audience":
        return {"adult": gettext("成人"), "child": gettext("少儿")}.get(value, value)
    if name == "language":
        return str(_LANGUAGES.get(value, value))
    return sites.get(value, value) if name == "site" else value


def clc_label(main: str) -> str:
    """Return the name of a main class of the 中图法 (中国图书馆分类法, 22 main classes)."""
    return str(_CLASSES.get(main[:1], ""))


_FACETS: Final = {
    "site": _("馆区"), "available": _("现在能借"), "material": _("类型"), "audience": _("读者对象"), "language": _("语种"),
    "clc": _("分类"), "year": _("出版年"),
}  # fmt: skip
# Translated when they are shown, one by one: a page of answers asks for some fifty of these words.
_CLASSES: Final = {
    "A": _("马列主义、毛泽东思想、邓小平理论"), "B": _("哲学、宗教"), "C": _("社会科学总论"), "D": _("政治、法律"),
    "E": _("军事"), "F": _("经济"), "G": _("文化、科学、教育、体育"), "H": _("语言、文字"), "I": _("文学"),
    "J": _("艺术"), "K": _("历史、地理"), "N": _("自然科学总论"), "O": _("数理科学和化学"),
    "P": _("天文学、地球科学"), "Q": _("生物科学"), "R": _("医药、卫生"), "S": _("农业科学"),
    "T": _("工业技术"), "U": _("交通运输"), "V": _("航空、航天"), "X": _("环境科学、安全科学"), "Z": _("综合性图书"),
}  # fmt: skip
_LANGUAGES: Final = {
    "chi": _("中文"), "eng": _("英文"), "jpn": _("日文"), "rus": _("俄文"), "fre": _("法文"), "fra": _("法文"),
    "ger": _("德文"), "deu": _("德文"), "spa": _("西班牙文"), "kor": _("朝鲜文"), "und": _("未定"),
}  # fmt: skip
_MATERIALS: Final = {
    "book": _("图书"), "serial": _("期刊报纸"), "score": _("乐谱"), "map": _("地图"), "video": _("视频"), "sound": _("录音"),
    "picture": _("图片"), "electronic": _("电子资源"), "kit": _("多媒体"), "object": _("实物"), "article": _("馆讯"),
}  # fmt: skip


def sort_labels() -> list[tuple[str, str]]:
    """Return the ways to order answers, with their words."""
    return [
        ("fit", gettext("最合适")),
        ("new", gettext("最新入藏")),
        ("year", gettext("出版年")),
        ("use", gettext("馆藏最多")),
        ("title", gettext("题名")),
    ]


def scope_labels() -> list[tuple[str, str]]:
    """Return where to look, with the words."""
    return [
        ("", pgettext("search", "全部")),
        ("title", gettext("题名")),
        ("author", gettext("作者")),
        ("subject", gettext("主题")),
    ]
