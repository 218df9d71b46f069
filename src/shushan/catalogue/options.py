"""How the library numbers its copies and what it shows to readers, as settings with a valid-from."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare


def _plain(value: str) -> bool:
    return len(value) <= 12 and value.isascii() and value.isprintable() and " " not in value


PREFIX: Final = declare(
    Option(
        code="catalogue.accession-prefix",
        default="",
        label=_("登录号的字头"),
        help=_("登记时没有填登录号的册由系统编号：字头加八位数字，各馆区共用一个序列。每个字头各有自己的序列。"),
        check=_plain,
    )
)
FIRST: Final = declare(
    Option(
        code="catalogue.accession-first",
        default=1,
        label=_("登录号从几号编起"),
        help=_("接着旧登录簿编时填旧簿最后一号加一；已经编到更大的号时不起作用。"),
        check=lambda value: 1 <= value <= 99_999_999,
    )
)
BOOK_NUMBER: Final = declare(
    Option(
        code="catalogue.book-number",
        default="serial",
        label=_("索书号里分类号后面的号"),
        help=_("登记馆藏时页面按它建议索书号；种次号保存时还查一遍有没有给过别的书。已有的索书号不变。"),
        choices=(
            ("serial", _("种次号：每类按到馆先后编号，一种书一个号")),
            ("author", _("著者号：自己填，同一种书沿用")),
            ("none", _("不建议，也不查")),
        ),
    )
)
POPULAR_DAYS: Final = declare(
    Option(
        code="catalogue.popular-days",
        default=90,
        label=_("“大家在借”看最近多少天"),
        help=_("按借出的次数排，续借不算；只数到书，不涉及读者。每天夜里数一次。"),
        unit=_("天"),
        check=lambda value: 7 <= value <= 730,
    )
)
POPULAR_LEAST: Final = declare(
    Option(
        code="catalogue.popular-least",
        default=3,
        label=_("“大家在借”至少借过几次才列出"),
        help=_("太少的不列，免得从一次借阅看出是谁。"),
        unit=_("次"),
        check=lambda value: 2 <= value <= 100,
    )
)
