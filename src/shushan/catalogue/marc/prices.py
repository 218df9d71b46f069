"""What a book costs, from what stands in a record: ``CNY35.00``, ``￥35``, ``全套3册 120元``, ``HK$80``, ``非卖品``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NUMBER = r"(?:\d{1,3}(?:[, ]\d{3})+(?:\.\d{1,2})?(?!\d)|\d+[.,]\d{1,2}(?!\d)|\d+\.\d{1,4}|\d+|(?<!\d)\.\d{1,2})"
_GAP = r"\s*[:：]?\s*"
_MARK: Final = r"(?:CNY|RMB|人民币)(?:\s*¥)?"
_CERTAIN = re.compile(rf"{_MARK}{_GAP}(?P<n>{_NUMBER})", re.I)
_SIGNED = re.compile(rf"¥{_GAP}(?P<n>{_NUMBER})")
_YUAN = re.compile(
    rf"(?P<n>{_NUMBER})\s*(?P<wan>万)?\s*(?:[元圆块]|CNY|RMB|¥)(?:\s*(?P<jiao>\d)\s*角)?(?:\s*(?P<fen>\d)\s*分)?", re.I
)
# what counts volumes, copies, pages or years, and what is a piece of an ISBN, is no price
_COUNTED = r"(?!\s*[册卷本套版年辑集部种张盒期页开%])(?![\d.,]*\s*[册卷本套版年辑集部种张盒期页开%])(?!-\d)"
_BARE = re.compile(rf"(?<![\d.第-])(?P<n>{_NUMBER}){_COUNTED}")
_YEN = re.compile(r"日[元圆]|円|JPY|JP¥|\byen\b|本体|税[込抜]", re.I)
_GIFT_BESIDE: Final = re.compile(r"\([^()]*赠[^()]*\)")  # what comes with the book, not the book
_CODES = (
    "USD|EUR|GBP|HKD|TWD|NTD|JPY|RUB|SUR|MOP|KRW|AUD|CAD|NZD|SGD|CHF|MYR|THB|INR|VND|PHP|IDR|SEK|NOK|DKK|PLN|CZK|DEM|FRF|ITL|ESP|"
    "NLG|BEF|ATS|BRL|MXN|ZAR|ILS|AED"
)
_OTHER = re.compile(
    rf"(?<![A-Z])(?:{_CODES})(?![A-Z])|(?<![A-Z])(?:NT|RM|Rs|DM|Kr|Fr)\.?\s*\$?\d|[$£€₽₩฿₹₫₺円]|руб|港币|港元|港圆|美元|美金|台币|日元|日圆|英镑|"
    r"欧元|卢布|澳门币|葡币|韩元|澳元|加元|新元|新加坡元|法郎|马克|先令|원|\bwon\b|泰铢|卢比|林吉特",
    re.I,
)
_MOST: Final = 100_000_000  # fen


@lru_cache(maxsize=4096)  # a library pays the same prices again and again
def price_fen(text: str) -> int | None:
    """Return a price in fen, or None when it is given away, in other money, or none at all.

    A number beside the sign of the yuan comes first, then one before 元, then one that counts nothing else: of
    ``全套3册 120元`` it is 120. ``¥`` is also the sign of the yen: beside 日元 or JPY it is none of ours.
    """
    text = unicodedata.normalize("NFKC", text).replace("。", ".")
    text = re.sub(r"(?<=\d)\s*\.\s*(?=\d)", ".", text)
    text = _GIFT_BESIDE.sub("", text) if "赠" in text else text
    if not text or "赠" in text or "free" in text.lower():
        return None
    found = _CERTAIN.search(text) or (None if _YEN.search(text) else _SIGNED.search(text))
    if found is None and (_OTHER.search(text) or _YEN.search(text)):
        return None
    found = found or _YUAN.search(text) or _BARE.search(text)
    if found is None:
        return None
    whole = _YUAN.match(text, found.start("n")) or found
    more = whole.groupdict()
    fen = _fen(found["n"]) * (10_000 if more.get("wan") else 1)
    fen += 10 * int(more.get("jiao") or 0) + int(more.get("fen") or 0)
    return fen if 0 < fen < _MOST else None


def _fen(number: str) -> int:
    """Return a number in fen; its last comma is that of a fraction when two figures or one follow it."""
    bare = re.sub(r"[, ](?=\d{3}(?!\d))", "", number).replace(",", ".").replace(" ", "")
    whole, _point, rest = bare.partition(".")
    return int((whole or "0")[:12]) * 100 + int(rest[:2].ljust(2, "0"))
