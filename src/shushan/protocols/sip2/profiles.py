"""Profiles: how kinds of machines speak, as data. Adopting one fills a terminal's settings; each stays editable.

The names are those under which libraries look for them. What a maker ships differs by model and year, so a profile is
a place to begin and the machine's own manual decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.protocols.sip2.terminals import Dialect


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of machine. ``settings`` are those of the dialect that differ from the standard's."""

    code: str
    name: Promise | str
    note: Promise | str
    settings: tuple[tuple[str, str | bool], ...] = ()

    def on(self, dialect: Dialect) -> Dialect:
        """Return a dialect that speaks as this kind of machine does; institution and language stay."""
        kept = {"institution": dialect.institution, "language": dialect.language, "bins": dialect.bins}
        return Dialect(**{**kept, **dict(self.settings), "profile": self.code})  # type: ignore[arg-type]


PROFILES: Final = (
    Profile("standard", _("标准 SIP2"), _("按 3M 标准 2.00：UTF-8，行尾和校验和随终端")),
    Profile(
        "bibliotheca",
        _("3M、Bibliotheca 自助借还机"),
        _("校验和必须有，回车行尾，磁性标志与打印行都要"),
        (("checksum", "required"), ("line_end", "cr"), ("magnetic", "N"), ("marker", "02"), ("prints", True)),
    ),
    Profile(
        "envisionware",
        _("EnvisionWare 自助机与电脑预约"),
        _("回车换行，校验和可有可无，到期日写成 年-月-日"),
        (("line_end", "crlf"), ("due_format", "day"), ("prints", True)),
    ),
    Profile(
        "sorter",
        _("Lyngsoe、P.V. Supa 分拣机"),
        _("还书总带去向（CT）、格口（CL）和提示类型（CV），没有借出的书也收下"),
        (("line_end", "cr"), ("checksum", "required"), ("says_all_clear", True), ("takes_what_is_not_out", True)),
    ),
    Profile(
        "china-gbk",
        _("国产自助机（远望谷、海恒、阿法迪等），GBK 编码"),
        _("GB18030 编码，回车换行，到期日写成 年-月-日，提示同时送屏幕和打印"),
        (("charset", "gb18030"), ("line_end", "crlf"), ("due_format", "day"), ("prints", True)),
    ),
    Profile(
        "china-utf8",
        _("国产自助机，UTF-8 编码"),
        _("回车换行，到期日写成 年-月-日，提示同时送屏幕和打印"),
        (("line_end", "crlf"), ("due_format", "day"), ("prints", True)),
    ),
    Profile(
        "cabinet",
        _("24 小时自助图书馆、还书柜"),
        _("断线时照样借还，恢复后补传；没有借出的书也收下，出错时不回话、等终端重发"),
        (
            ("charset", "gb18030"),
            ("line_end", "crlf"),
            ("due_format", "minute"),
            ("takes_what_is_not_out", True),
            ("says_all_clear", True),
            ("on_error", "silent"),
        ),
    ),
    Profile(
        "conversion",
        _("RFID 标签转换站"),
        _("查馆藏、登记标签（19）；不借不还"),
        (("charset", "gb18030"), ("line_end", "crlf"), ("marker", "00")),
    ),
    Profile(
        "gate",
        _("门禁、通道机"),
        _("只查一册书可不可以带走；出错时不回话"),
        (("on_error", "silent"), ("checksum", "off")),
    ),
)
BY_CODE: Final = {profile.code: profile for profile in PROFILES}
