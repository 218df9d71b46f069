"""The rules of what goes wrong, as settings of the library. Amounts in fen."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.circulation import bounds
from shushan.options.public import Option, declare

LOST_PERCENT: Final = declare(
    Option(
        code="circulation.lost-percent",
        default=100,
        label=_("遗失赔偿按书价的百分之"),
        help=_("100 是原价，200 是加倍。"),
        unit="%",
        check=bounds.percent,
    )
)
LOST_PRICE: Final = declare(
    Option(
        code="circulation.lost-price-unknown",
        default=3000,
        label=_("没有记书价的，遗失赔偿"),
        help=_("以分计：3000 就是 30 元。"),
        unit=_("分"),
        check=bounds.fen,
    )
)
PROCESSING: Final = declare(
    Option(
        code="circulation.lost-processing",
        default=500,
        label=_("遗失时另收加工费"),
        help=_("以分计，0 表示不收。"),
        unit=_("分"),
        check=bounds.fen,
    )
)
KEEP_PROCESSING: Final = declare(
    Option(
        code="circulation.found-keeps-processing",
        default=True,
        label=_("书找到了，加工费不退"),
        help=_("赔偿总是退的；这一项只管加工费。"),
    )
)
LOST_REFUND_DAYS: Final = declare(
    Option(
        code="circulation.lost-keeps-name",
        default=180,
        label=_("遗失的借阅保留读者"),
        help=_("这些天里书找到了，钱能记回读者名下；之后与读者脱离。还欠着的一直保留。"),
        unit=_("天"),
        check=bounds.days,
    )
)
MOST_CLAIMS: Final = declare(
    Option(
        code="circulation.max-claims",
        default=3,
        label=_("每位读者最多同时声明“已还”"),
        help=_("声明以后，这一册不再算逾期，馆员到架上找。0 表示不接受。"),
        unit=_("册"),
        check=bounds.few,
    )
)
RECALL_KEEPS: Final = declare(
    Option(
        code="circulation.recall-keeps",
        default=14,
        label=_("召回时保证读者至少借满"),
        help=_("从借出那天算起。"),
        unit=_("天"),
        check=bounds.days,
    )
)
RECALL_NOTICE: Final = declare(
    Option(
        code="circulation.recall-notice",
        default=7,
        label=_("召回后至少还有"),
        help=_("从召回那天算起，闭馆日顺延。"),
        unit=_("天"),
        check=bounds.days,
    )
)
BACKDATE_DAYS: Final = declare(
    Option(
        code="circulation.backdate-days",
        default=7,
        label=_("还书箱最多倒记"),
        help=_("闭馆时投进还书箱的书，按投进的时间算逾期；最多倒记这些天。"),
        unit=_("天"),
        check=bounds.days,
    )
)
CARD_FEE: Final = declare(
    Option(
        code="circulation.card-fee",
        default=0,
        label=_("补证收工本费"),
        help=_("以分计，0 表示不收。换发新证时自动记到读者名下。"),
        unit=_("分"),
        check=bounds.fen,
    )
)
