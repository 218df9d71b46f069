"""Numbers: 二, 贰, Ⅱ and 2 are one number, 二十一 is 21, 二〇〇八 is 2008. Pure, on folded text."""

from __future__ import annotations

import re

_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_TWENTY, _TENS = re.compile("(?<![零一二三四五六七八九十])[廿卅]"), {"廿": "二十", "卅": "三十"}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_RUN = re.compile("[零一二三四五六七八九十百千]+(?:[万亿][零一二三四五六七八九十百千]+)*")
_FORMAL_RUN = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰仟零]{2,}|(?<=[第卷册辑集部篇])[壹贰叁肆伍陆柒捌玖拾]|[壹贰叁肆柒捌玖](?![^\\W\\d_])"
)
_ROMAN = re.compile(r"(?<![a-z0-9'.-])(ii|iii|iv|vii|viii|ix|xii|xiii|xiv|xv|xvi|xvii|xviii|xix|xx)(?![a-z0-9'.])")
_ANY = re.compile("[零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅]|[ivx]{2}")
_ROMANS = {
    "ii": 2, "iii": 3, "iv": 4, "vii": 7, "viii": 8, "ix": 9, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16,
    "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
}  # fmt: skip


def with_digits(folded: str) -> str:
    """Return a folded text with every number in Arabic digits."""
    if not _ANY.search(folded):
        return folded
    if folded.isascii():
        return _ROMAN.sub(lambda m: str(_ROMANS[m[1]]), folded)
    plain = _FORMAL_RUN.sub(
        lambda m: m[0].translate(_FORMAL),
        _TWENTY.sub(lambda m: _TENS[m[0]], folded) if "廿" in folded or "卅" in folded else folded,
    )
    return _ROMAN.sub(lambda m: str(_ROMANS[m[1]]), _RUN.sub(lambda m: _number(m[0]), plain))


def _number(run: str) -> str:
    """Return one run of numerals in digits; what is no number (千, 百) stays as it is."""
    if not any(c in _DIGIT for c in run) and run[0] != "十":
        return run
    if not any(c in _UNIT or c in "万亿" for c in run):
        return "".join(str(_DIGIT[c]) for c in run)
    total = part = 0
    digit: int | None = None
    for c in run:
        if c in _DIGIT:
            digit = _DIGIT[c]
        elif c in _UNIT:
            part += (1 if digit is None else digit) * _UNIT[c]
            digit = None
        else:
            total = (total + part + (digit or 0)) * (10_000 if c == "万" else 100_000_000)
            part, digit = 0, None
    return str(total + part + (digit or 0))
