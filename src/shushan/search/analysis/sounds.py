"""How 汉字 sound: the tables of pypinyin (MIT), read once and asked without its machinery, which is ten times slower.

A run is cut greedily into the longest phrases of the table (47,000), as pypinyin does; what is in none is read alone,
by its most frequent reading.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import Any

from shushan.search.analysis.fold import HAN, fold

_RUNS = re.compile(f"([{HAN}\ue815-\ue864]+)")  # the private ones are those of GBK that Unicode lacked
_WORDS = re.compile(r"[^\W_]+")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def sounds(text: str) -> list[str]:
    """Return the syllables of the 汉字 in a text, in plain letters (ü is v), and its other words folded, in order."""
    found: list[str] = []
    for n, part in enumerate(_RUNS.split(text)):
        if n % 2:
            found += _of_run(part)
        elif part:
            found += _WORDS.findall(fold(part))
    return found


def _of_run(run: str) -> list[str]:
    lengths, phrases, singles = _tables()
    found: list[str] = []
    at, end = 0, len(run)
    while at < end:
        for length in lengths.get(run[at : at + 2], ()):
            spelt = phrases.get(run[at : at + length])
            if spelt is not None:
                found += spelt
                at += length
                break
        else:
            one = run[at]
            found.append(singles.get(one) or fold(one))
            at += 1
    return found


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the lengths of phrases by their first two characters, phrases, and single characters."""
    singles = {chr(int(code)): _plain(said.split(",")[0]) for code, said in _read("pinyin_dict").items()}
    phrases: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for phrase, said in _read("phrases_dict").items():
        phrases[phrase] = tuple(_plain(one[0]) for one in said)
        lengths.setdefault(phrase[:2], set()).add(len(phrase))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}, phrases, singles


def _read(name: str) -> dict[str, Any]:
    """Read a table of pypinyin from its file: importing the package would load every table and keep it twice."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("pypinyin is not installed")
    found: dict[str, Any] = json.loads((Path(spec.submodule_search_locations[0]) / f"{name}.json").read_bytes())
    return found


@lru_cache(maxsize=4096)
def _plain(said: str) -> str:
    spread = _TONES.sub("", unicodedata.normalize("NFD", said))
    return intern(unicodedata.normalize("NFC", spread).replace("ü", "v"))
