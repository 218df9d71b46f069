"""The rules of holds and transits as settings of the library."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.catalogue.public import ItemKind, kind_named
from shushan.circulation import bounds
from shushan.options.public import Option, declare

_CODES: Final = re.compile(r"[\w-]+([ ,，、]+[\w-]+)*")


def _days(value: int) -> bool:
    return 1 <= value <= 60


def _codes(value: str) -> bool:
    return len(value) <= 200 and (not value or _CODES.fullmatch(value) is not None)


def _kinds(value: str) -> bool:
    return len(value) <= 200 and all(kind_named(word) is not None for word in codes(value))


MOST_HOLDS: Final = declare(
    Option(
        code="circulation.max-holds",
        default=5,
        label=_("每位读者最多同时预约"),
        help=_("0 表示不开放预约。到书待取的也算。"),
        unit=_("种"),
        check=bounds.few,
    )
)
SHELF_DAYS: Final = declare(
    Option(
        code="circulation.hold-shelf-days",
        default=5,
        label=_("预约书在取书架上保留"),
        help=_("按取书馆区的开馆日算，闭馆日不算。已经上架的不受影响。"),
        unit=_("个开馆日"),
        check=_days,
    )
)
LOCAL_FIRST: Final = declare(
    Option(
        code="circulation.hold-local-first",
        default=False,
        label=_("预约先满足本馆区"),
        help=_("打开后，书在哪个馆区，先给在那里取书的读者，再按排队次序给别的馆区；省运送，但排在前面的人可能多等。"),
    )
)
BLOCKS_RENEWAL: Final = declare(
    Option(
        code="circulation.hold-blocks-renewal",
        default=True,
        label=_("有人预约的书不能续借"),
        help=_("排在队里、没有暂停的预约才算。"),
    )
)
RENEWS_WHILE_FREE: Final = declare(
    Option(
        code="circulation.renews-while-copies-are-free",
        default=False,
        label=_("架上的复本够排队的人用时，照样可以续借"),
        help=_("上一项打开时才管用：排队的每个人现在都能从架上得到一册，就不挡续借。"),
    )
)
TRANSIT_DAYS: Final = declare(
    Option(
        code="circulation.transit-days",
        default=3,
        label=_("调拨超过这些天算迟到"),
        help=_("从送出那天算起，按日历天。"),
        unit=_("天"),
        check=_days,
    )
)
ELSEWHERE: Final = declare(
    Option(
        code="circulation.returned-elsewhere",
        default="float",
        label=_("在别的馆区还回的书"),
        help=_("预约的书先送给等的人，不受这一项影响。"),
        choices=(("float", _("留在还回的馆区流通")), ("home", _("送回所属馆区"))),
    )
)
EXCEPTIONS: Final = declare(
    Option(
        code="circulation.returned-elsewhere-except",
        default="",
        label=_("上一项的例外馆区"),
        help=_("属于这些馆区的书按相反的办法处理。写馆区代码，用空格隔开。"),
        check=_codes,
    )
)


KINDS_HOME: Final = declare(
    Option(
        code="circulation.returned-elsewhere-kinds",
        default="",
        label=_("这些文献类型总送回所属馆区"),
        help=_("在哪里还回都不留在那里流通，例如“期刊 其他”。写文献类型的名称，用空格隔开；馆区的设置照旧管别的。"),
        check=_kinds,
    )
)


def kinds(text: str) -> frozenset[ItemKind]:
    """Return the kinds of copies in a setting; what names none is left out."""
    return frozenset(kind for word in codes(text) if (kind := kind_named(word)) is not None)


def codes(text: str) -> tuple[str, ...]:
    """Return the site codes in a setting."""
    return tuple(re.split(r"[ ,，、]+", text.strip())) if text.strip() else ()
