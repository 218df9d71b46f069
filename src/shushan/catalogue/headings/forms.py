"""Forms of names and titles: what is matched, in which order it stands, what is left out. Rules only."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from shushan.search import public as search

LONGEST = 200
_ROLE = re.compile(
    r"(?<=[\u3400-\u9fff\w])\s*(?:编著|主编|编译|编绘|编写|改编|整理|校注|译注|原著|著|撰|编|译|绘|作|图|文|等)+$"
)
_COUNTRY = re.compile(r"^\s*[\[（(〔【［]\s*[^\]）)〕】］]{1,6}[\]）)〕】］]\s*")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_PART = re.compile(
    r"\s*(?:[,，.．·:：]\s*)?(?:第\s*[一二三四五六七八九十百\d]+\s*[卷册部集辑篇编]|[（(]\s*[上中下一二三四五六七八九十\d]{1,3}\s*[）)]"
    r"|[上中下][册卷部集篇]|(?<=\W)(?:vol(?:ume)?|part|book)\.?\s*\w{1,5})\s*$",
    re.I,
)
_EDITION = re.compile(
    r"\s*[（(](?:第?\s*[一二三四五六七八九十\d]+\s*版|[^（()）]{0,8}(?:版|本|修订|增订|典藏|珍藏|纪念|插图|注音|全译))[）)]\s*$"
)
_BREAK = re.compile(r"\s*[：]\s*|\s+[:=/;]\s+|(?<=\S)\s*:\s+")


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return the form by which a heading is known: folded, letters and digits only."""
    kept = re.sub(r"[\W_]+", " ", search.fold(text)).strip()
    spaced = re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", kept)
    return _bounded(spaced)


def order(text: str, *, is_name: bool) -> tuple[str, str]:
    """Return where a heading stands: its pinyin (or letters), and the letter under which it is (``#`` for none)."""
    sort = search.joined(text, is_name=is_name)[:120] or key(text)[:120]
    first = sort[:1].upper()
    return sort, first if "A" <= first <= "Z" else "#"


def people(text: str) -> list[str]:
    """Return the names of a statement of responsibility: parted, without country in brackets and without the role."""
    names = []
    for part in re.split(r"[；;、，]|(?<=[\u3400-\u9fff]),\s*(?=[\u3400-\u9fff])", text):
        bare = _ROLE.sub("", _COUNTRY.sub("", part.strip()).strip()).strip()
        names.append(trimmed(bare or part))
    return [name for name in dict.fromkeys(names) if name]


def trimmed(text: str) -> str:
    """Return a name without the punctuation at its ends, not longer than is kept."""
    return re.sub(r"\s*[/:;,，；]\s*$", "", text.strip().strip("[]")).strip()[:LONGEST]


def dates(text: str) -> str:
    """Return dates of life as ``1881-1936`` or ``1960-``; anything else is nothing."""
    found = re.search(r"(\d{3,4})\s*[-–—~～]\s*(\d{3,4})?", search.fold(text))
    return f"{found.group(1)}-{found.group(2) or ''}" if found else ""


def title_and_part(title: str) -> tuple[str, str]:
    """Return the title proper without statements of edition, and the part of a set that stands at its end."""
    proper = _BREAK.split(title.strip(), maxsplit=1)[0].strip() or title.strip()
    for _turn in range(2):
        proper = _EDITION.sub("", proper) or proper
    found = _PART.search(proper)
    if found is None or not proper[: found.start()].strip():
        return key(proper), ""
    return key(proper[: found.start()]), part(found.group())


def part(text: str) -> str:
    """Return the part of a set in one form: ``第二卷`` and ``卷2`` are ``2``, ``上册`` is ``上``."""
    bare = re.sub(r"第|卷|册|部|集|辑|篇|编|vol(?:ume)?|part|book", " ", search.fold(text))
    bare = re.sub(r"[一二三四五六七八九十]+", lambda m: str(_number(m.group())), bare)
    return re.sub(r"[\W_]+", " ", bare).strip()[:60]


def work(title: str, author: str, part_of: str) -> tuple[str, str]:
    """Return the keys of a work and of the whole that it is a part of; keys come folded."""
    whole = _bounded(f"{title}|{author}")
    return _bounded(f"{whole}|{part_of}"), whole


def _number(text: str) -> int:
    if "十" not in text:
        return int("".join(str(_NUMERALS[c]) for c in text))
    tens, _ten, ones = text.partition("十")
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


def _bounded(text: str) -> str:
    """Return a key that fits its column: of a longer one the beginning and a digest of the whole."""
    if len(text) <= LONGEST:
        return text
    return text[:150] + "#" + hashlib.sha256(text.encode()).hexdigest()[:40]
