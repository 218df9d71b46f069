"""The settings of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare

FASTEST: Final[Option[int]] = declare(
    Option(
        code="learning.fastest-speed",
        default=150,
        label=_("播放最快几倍速"),
        help=_("以百分数写。每一秒内容只计一次；一次学习计入的秒数，不会超过实际过去的时间乘以这个倍数。"),
        unit="%",
        check=lambda percent: 100 <= percent <= 300,
    )
)
BACKGROUND: Final[Option[int]] = declare(
    Option(
        code="learning.background-seconds",
        default=15,
        label=_("切到后台还计多少秒"),
        help=_("视频切到后台之后，每次学习最多再计这么多秒；音频不看画面，后台照计。"),
        unit=_("秒"),
        check=lambda seconds: 0 <= seconds <= 600,
    )
)
JUDGED_FROM: Final[Option[int]] = declare(
    Option(
        code="learning.hours-judged-from",
        default=2020,
        label=_("从哪一年起评定学时"),
        help=_("一年过完之后，按年末名册评定学时是否达标，记入学时达标率；更早的年份没有完整的记录，不评定。"),
        unit=_("年"),
        check=lambda year: 1990 <= year <= 2200,
    )
)
MOST_GAP: Final[Option[int]] = declare(
    Option(
        code="learning.most-gap-days",
        default=7,
        label=_("支部学习最多间断几天"),
        help=_("超过这么多天没有任何学习记录，覆盖页上标出。"),
        unit=_("天"),
        check=lambda days: 1 <= days <= 90,
    )
)
ALIKE: Final[Option[int]] = declare(
    Option(
        code="learning.alike-percent",
        default=30,
        label=_("心得相似到多少要提示"),
        help=_("两篇中较短的一篇有百分之多少与另一篇相同。只提示给组织者，不自动退回。"),
        unit="%",
        check=lambda percent: 5 <= percent <= 100,
    )
)
