"""The kinds of copies (文献类型): a short closed list, what a record and a file's words say of it, and its names.

A rule of lending may ask for the kind of a copy; figures by kind ask for the ``material`` of the fact, which stays what
it was on the day of accession.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.catalogue.terms import ItemKind

KIND_NAMES: Final[dict[ItemKind, Promise | str]] = {
    ItemKind.BOOK: _("图书"),
    ItemKind.PICTURE_BOOK: _("绘本"),
    ItemKind.SERIAL: _("期刊"),
    ItemKind.NEWSPAPER: _("报纸"),
    ItemKind.AUDIO: _("录音资料"),
    ItemKind.VIDEO: _("录像资料"),
    ItemKind.ELECTRONIC: _("光盘与电子资料"),
    ItemKind.MAP: _("地图与图片"),
    ItemKind.SCORE: _("乐谱"),
    ItemKind.REFERENCE: _("馆内阅览"),
    ItemKind.OTHER: _("其他"),
}
_OF_MATERIAL: Final = {
    "": ItemKind.BOOK, "book": ItemKind.BOOK, "serial": ItemKind.SERIAL, "sound": ItemKind.AUDIO,
    "video": ItemKind.VIDEO, "electronic": ItemKind.ELECTRONIC, "map": ItemKind.MAP, "picture": ItemKind.MAP,
    "score": ItemKind.SCORE,
}  # fmt: skip
_MATERIALS: Final = {
    ItemKind.BOOK: "book", ItemKind.PICTURE_BOOK: "book", ItemKind.REFERENCE: "book", ItemKind.SERIAL: "serial",
    ItemKind.NEWSPAPER: "serial", ItemKind.AUDIO: "sound", ItemKind.VIDEO: "video", ItemKind.ELECTRONIC: "electronic",
    ItemKind.MAP: "map", ItemKind.SCORE: "score",
}  # fmt: skip
# Subjects and genres that say 绘本: 图画故事 is the heading of 中国分类主题词表, the others stand in sellers' records
_PICTURE: Final = re.compile("图画故事|绘本|图画书|picture[ -]book", re.I)
_WORDS: Final = {
    ItemKind.BOOK: "book books bk 图书 普通图书 中文图书 外文图书 书 专著 m",
    ItemKind.PICTURE_BOOK: "picture-book picturebook 绘本 图画书 低幼",
    ItemKind.SERIAL: "serial serials cr se magazine journal periodical 期刊 杂志 连续出版物 过刊 现刊 合订本 期刊合订本 j",
    ItemKind.NEWSPAPER: "newspaper 报纸 报 n",
    ItemKind.AUDIO: "audio sound mu cd audiobook 录音 录音资料 录音带 磁带 音频 唱片 有声书",
    ItemKind.VIDEO: "video vm dvd vcd 录像 录像资料 录像带 视频 影碟",
    ItemKind.ELECTRONIC: "electronic cf cdrom computer-file 光盘 电子资料 电子资源 随书光盘 光盘与电子资料",
    ItemKind.MAP: "map mp picture 地图 图片 图谱 地图与图片 挂图",
    ItemKind.SCORE: "score 乐谱",
    ItemKind.REFERENCE: "reference ref noncirc 馆内阅览 阅览 不外借 工具书 参考书 样本书 保存本",
    ItemKind.OTHER: "other kit object 其他 其它 玩具 实物",
}
_NAMED: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


MATERIAL_NAMES: Final[dict[str, Promise | str]] = {
    "book": _("图书"), "serial": _("期刊报纸"), "sound": _("录音资料"), "video": _("录像资料"),
    "electronic": _("光盘与电子资料"), "map": _("地图"), "picture": _("图片"), "score": _("乐谱"), "kit": _("组合件"),
    "object": _("实物"),
}  # fmt: skip


def material_name(material: str) -> Promise | str:
    """Return the name of a material of a fact; of none: that it is not known."""
    return MATERIAL_NAMES.get(material, material) if material else _("未记类型")


def kind_for(material: str, *, subjects: Sequence[str] = ()) -> ItemKind:
    """Return the kind of a copy of a record: by its material; a book with a subject 图画故事, 绘本 … is a picture book."""
    kind = _OF_MATERIAL.get(material, ItemKind.OTHER)
    if kind is ItemKind.BOOK and _PICTURE.search("\n".join(subjects)):
        return ItemKind.PICTURE_BOOK
    return kind


def material_of(kind: ItemKind) -> str:
    """Return the material that a fact says of a copy whose record has no MARC; empty for the kind ``other``."""
    return _MATERIALS.get(kind, "")


def kind_named(text: str) -> ItemKind | None:
    """Return the kind that a word of a file or a table names, in Chinese, English or Koha's codes; None when unknown."""
    if not text:
        return None
    plain = re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).lower()
    return _NAMED.get(plain)


def kind_name(kind: ItemKind) -> Promise | str:
    """Return the name of a kind in the language of the page."""
    return KIND_NAMES[kind]
