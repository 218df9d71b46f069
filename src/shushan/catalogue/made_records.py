"""A made file of CNMARC records for measuring: always the same for the same number, with words as a library has them.

Words come from the phrase list of pypinyin (about 26,000 Chinese words of two to four 汉字) drawn by Zipf's law (exponent
1, the first 25 ranks left out: in running text those belong to words like 的, which nobody looks for). Of the words drawn
nine in ten have two 汉字, as in running modern text, where four are rare (the list itself is half idioms of four): the
commonest word stands somewhere in a quarter of the records. Names come from 120 surnames and 300 characters, 400
publishers, 22 main classes. A title is two to five words, half with a subtitle; a summary of 40 to 120 汉字; two or three
subjects; one to three copies. About 0.9 kB a record.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.findable import findable
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import Field, Marc
from shushan.search.public import Document

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍"
)
_ENDS = ("研究", "概论", "史", "教程", "入门", "论集", "指南", "选集", "故事", "笔记", "", "", "", "", "")
_CLASSES = "ABCDEFGHIIIIIIJKKKNOPQRSTTTTUVXZ"
_PLACES = ("北京", "上海", "广州", "深圳", "南京", "成都", "武汉", "天津", "西安", "杭州")


class Maker:
    """Makes record number n."""

    def __init__(self, seed: int = 20200701) -> None:
        from pypinyin.constants import PHRASES_DICT

        dice = random.Random(seed)
        found = sorted(word for word in PHRASES_DICT if 2 <= len(word) <= 4)
        kept = {2: 1.0, 3: 0.3, 4: 0.02}  # share of the words of each length: leaves nine in ten with two
        words = [word for word in found if dice.random() < kept[len(word)]]
        dice.shuffle(words)
        self.words = words
        self._weights = list(accumulate(1 / (rank + 25) for rank in range(len(words))))
        self._given = [word[0] for word in words[:300]]
        self._publishers = [f"{place}{words[n]}出版社" for n, place in enumerate(_PLACES * 40)]
        self._seed = seed

    def word(self, dice: random.Random) -> str:
        """Draw a word: the first ones often, the last ones seldom."""
        return self.words[bisect(self._weights, dice.random() * self._weights[-1])]

    def name(self, dice: random.Random) -> str:
        """Draw a person's name."""
        return dice.choice(SURNAMES) + "".join(dice.choice(self._given) for _n in range(dice.choice((1, 2, 2))))

    def title(self, dice: random.Random) -> str:
        """Draw a title."""
        return "".join(self.word(dice) for _n in range(dice.choice((1, 2, 2, 3)))) + dice.choice(_ENDS)

    def record(self, n: int) -> Marc:
        """Return record number ``n``."""
        dice = random.Random(self._seed * 1_000_003 + n)
        names = [self.name(dice) for _n in range(dice.choice((1, 1, 1, 2)))]
        year, clc = dice.randint(1978, 2025), f"{dice.choice(_CLASSES)}{dice.randint(0, 999)}"
        title = (("a", self.title(dice)),) + ((("e", self.title(dice)),) if dice.random() < 0.5 else ())
        summary = "，".join("".join(self.word(dice) for _n in range(dice.randint(2, 5))) for _n in range(6))
        isbn = f"7{dice.randint(0, 99_999_999):08d}"
        copies = dice.choice((1, 1, 2, 3))
        fields = (
            Field("010", "  ", (("a", _isbn(isbn)), ("d", f"CNY{dice.randint(12, 198)}.00"))),
            Field("100", "  ", (("a", f"20200701d{year}    em y0chiy50      ea"),)),
            Field("101", "0 ", (("a", dice.choice(("chi",) * 18 + ("eng", "jpn"))),)),
            Field("102", "  ", (("a", "CN"), ("b", "110000"))),
            Field("105", "  ", (("a", "ak  z   000yy"),)),
            Field("106", "  ", (("a", "r"),)),
            Field("200", "1 ", (*title, ("b", "专著"), ("f", f"{'，'.join(names)}著"))),
            Field("210", "  ", (("a", dice.choice(_PLACES)), ("c", dice.choice(self._publishers)), ("d", str(year)))),
            Field("215", "  ", (("a", f"{dice.randint(80, 900)}页"), ("c", "图"), ("d", "21cm"))),
            Field("300", "  ", (("a", f"{self.word(dice)}资助项目"),)),
            Field("314", "  ", (("a", f"{names[0]}，{self.word(dice)}，著有《{self.title(dice)}》等。"),)),
            Field("330", "  ", (("a", f"本书{summary}。"),)),
            *(Field("606", "0 ", (("a", self.word(dice)), ("x", self.word(dice)))) for _n in range(2)),
            Field("690", "  ", (("a", clc), ("v", "5"))),
            *(Field("701", " 0", (("a", name), ("4", "著"))) for name in names),
            Field("801", " 0", (("a", "CN"), ("b", "BENCH"), ("c", "20200701"))),
            Field("905", "  ", (("b", f"BM{4 * n:09d}-BM{4 * n + copies - 1:09d}"), ("d", clc), ("e", str(n % 900)))),
        )
        return Marc("     nam0 22     3  450 ", (("001", f"bench{n:08d}"), ("005", "20200701000000.0")), fields)


def records(count: int) -> Iterator[Marc]:
    """Yield so many records."""
    maker = Maker()
    return (maker.record(n) for n in range(count))


def documents(count: int) -> Iterator[tuple[Document, int]]:
    """Yield so many records as documents, each with its bytes as ISO 2709."""
    for n, made in enumerate(records(count)):
        said, more = project(made), findable(made, is_cn=True)
        people = tuple(dict.fromkeys([*said.author.split("；"), *more.names]))
        facets: dict[str, str | tuple[str, ...]] = {
            "clc": said.clc[:1], "language": said.language, "year": str(said.year or ""), "audience": said.audience,
            "material": more.material, "site": ("C", "H")[: 1 + n % 2], "available": ("in", "in:C") if n % 3 else (),
        }  # fmt: skip
        found = Document(
            "record", n, said.title, author="；".join(people), titles=tuple(more.titles), text=more.text,
            subjects=tuple(dict.fromkeys([*said.subjects, *more.subjects])), facets=facets, weight=len(said.items),
            codes=(*said.isbns, *(i.barcode for i in said.items), said.control_number, said.clc, *more.codes),
            call_numbers=tuple(sorted({i.call_number for i in said.items} - {""})),
        )  # fmt: skip
        yield found, len(iso2709.serialise(made))


def write_file(path: Path, count: int) -> int:
    """Write the file, and return its bytes."""
    with path.open("wb") as out:
        for record in records(count):
            out.write(iso2709.serialise(record))
    return path.stat().st_size


def queries(kind: str, count: int) -> list[str]:
    """Return queries of a kind (term, three, phrase, begin), drawn from the same words and titles."""
    maker, dice = Maker(), random.Random(7)
    if kind == "term":
        return [maker.word(dice) for _n in range(count)]
    if kind == "three":
        return [" ".join(maker.word(dice) for _n in range(3)) for _m in range(count)]
    titles = [maker.record(n * 97).fields[6].get("a") for n in range(count)]
    return titles if kind == "phrase" else [title[: dice.randint(1, 4)] for title in titles]


def _isbn(nine: str) -> str:
    rest = -sum(int(d) * (10 - n) for n, d in enumerate(nine)) % 11
    return f"{nine[0]}-{nine[1:5]}-{nine[5:9]}-{'X' if rest == 10 else rest}"
