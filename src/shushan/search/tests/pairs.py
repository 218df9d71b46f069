"""What must find what: a query, a text, and whether it must (+) or must not (-) be found.

A text is a title; ``author:``, ``subject:``, ``text:``, ``code:``, ``call:`` (a call number) and ``pinyin:`` (the
record's own) say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from shushan.search.terms import Document
from shushan.search.tests.more_pairs import MORE
from shushan.search.tests.odd_pairs import ODD

TABLE = """
# the same, parts of it, single characters
红楼梦 | 红楼梦 | +
红楼 | 红楼梦 | +
楼梦 | 红楼梦 | +
梦 | 红楼梦 | +
红梦 | 红楼梦 | -
梦楼 | 红楼梦 | -
红楼 | 红 楼 | +
红楼梦 | 红楼 | -
国文 | 中国文学史 | +
学史 | 中国文学史 | +
中国文学史 | 中国文学史 | +
中国历史 | 中国通史与地方历史 | +
中国历史 | 中国通史 | -
文学史料 | 中国现代文学史料学 | +
结婚的和尚 | 结婚的和尚未结婚的 | +
和尚 | 结婚的和尚未结婚的 | +
尚未 | 结婚的和尚未结婚的 | +
研究生命起源 | 研究生命起源 | +
生命起源 | 研究生命起源 | +
研究生 | 研究生命起源 | +
南京市长江大桥 | 南京市长江大桥 | +
长江大桥 | 南京市长江大桥 | +
市长 | 南京市长江大桥 | +
红楼梦研究 | 研究红楼梦的方法 | +
红楼梦 研究 | 红楼梦新研究 | +
红楼梦 水浒 | 红楼梦 | -
平凡的世界 | 平凡的世界：第一部 | +
平凡的世界 第一部 | 平凡的世界：第一部 | +
《平凡的世界》 | 平凡的世界 | +
“平凡世界” | 平凡的世界 | -
# traditional, simplified, variants
紅樓夢 | 红楼梦 | +
红楼梦 | 紅樓夢 | +
紅楼夢 | 紅樓梦 | +
皇后 | 皇后 | +
皇后 | 皇後 | +
头发 | 頭髮 | +
頭發 | 頭髮 | +
发现 | 發現 | +
乾隆皇帝 | 乾隆皇帝 | +
干燥 | 乾燥花 | +
干部 | 幹部 | +
幹部 | 乾部 | +
里程 | 里程碑 | +
那裡 | 那里 | +
台湾 | 臺灣 | +
臺灣 | 台灣 | +
颱風 | 台风 | +
面条 | 麵條 | +
钟表 | 鐘錶 | +
钟嵘 | 鍾嶸詩品 | +
锺书 | 钱钟书 | +
钱锺书 | 錢鍾書 | +
著作 | 着作 | +
借口 | 藉口 | +
峰 | 峯 | +
群山 | 羣山 | +
启示 | 啓示録 | +
真实 | 眞實 | +
说明 | 説明 | +
说明 | 說明 | +
为 | 爲 | +
温泉 | 溫泉 | +
吕氏春秋 | 呂氏春秋 | +
昆仑 | 崑崙 | +
周刊 | 週刊 | +
游记 | 遊記 | +
杰作 | 傑作 | +
注释 | 註釋 | +
泪 | 淚 | +
吃 | 喫茶 | +
村上春树 | 邨上春樹 | +
后 | 皇帝 | -
松 | 鬆 | +
辨 | 辩 | -
缺 | 欠 | -
# words of regions
软件工程 | 軟體工程 | +
軟體工程 | 软件工程 | +
信息 | 資訊 | +
网络 | 網路 | +
数据库 | 資料庫原理 | +
程序 | 程式設計 | +
出租车 | 計程車 | +
软件 | 软木 | -
# Japanese
图书馆 | 図書館 | +
図書館 | 图书馆 | +
驿 | 東京駅 | +
学校 | 學校 | +
広島 | 广岛 | +
芸術 | 艺术 | +
澤 | 沢 | +
国境の南 | 国境の南、太陽の西 | +
カラマーゾフ | カラマーゾフの兄弟 | +
からまーぞふ | カラマーゾフの兄弟 | +
ガラス | カラス | -
ｶﾞﾗｽ | ガラスの動物園 | +
# width, case, marks, selectors, radicals, beyond the basic plane
ＡＢＣ | abc | +
ABC | ａｂｃ教材 | +
PYTHON | Python编程 | +
１２３ | 123 | +
红︀楼梦 | 红楼梦 | +
⺠法典 | 民法典 | +
⻢克思 | 马克思 | +
⽂学 | 文学 | +
𠮷野家 | 吉野家 | +
吉野家 | 𠮷野家 | +
𠀾 | 𠀾字考 | +
𪚥 | 说𪚥 | +
𪚥 | 说龙 | -
红\u200b楼梦 | 红楼梦 | +
列夫·托尔斯泰 | author:列夫托尔斯泰 | +
列夫托尔斯泰 | author:列夫·托尔斯泰 | +
列夫•托尔斯泰 | author:列夫·托尔斯泰 | +
# pinyin of titles
hongloumeng | 红楼梦 | +
hong lou meng | 红楼梦 | +
honglou | 红楼梦 | +
loumeng | 红楼梦 | +
Hóng Lóu Mèng | 红楼梦 | +
hong2lou2meng4 | 红楼梦 | +
HONGLOUMENG | 紅樓夢 | +
hlm | 红楼梦 | +
HLM | 紅樓夢 | +
hlx | 红楼梦 | -
honglouming | 红楼梦 | -
xi'an | 西安 | +
xian | 西安 | +
xian | 先 | +
xi'an | 先 | -
chongqing | 重庆 | +
zhongqing | 重庆 | -
changcheng | 长城 | +
zhangda | 长大 | +
lvxing | 旅行 | +
lüxing | 旅行 | +
lǚxíng | 旅行 | +
lyuxing | 旅行 | +
luxing | 旅行 | -
nver | 女儿 | +
nǚ'ér | 女儿 | +
nüe | 虐 | +
nue | 虐 | +
jü | 橘 | +
zgwxs | 中国文学史 | +
zgwx | 中国文学史 | +
# names
zengguofan | author:曾国藩 | +
cengguofan | author:曾国藩 | -
zgf | author:曾国藩 | +
zengguofan | 曾国藩家书 | +
shantianfang | author:单田芳 | +
xiejin | author:解缙 | +
qiuying | author:仇英 | +
zhashenxing | author:查慎行 | +
gerui | author:盖叫天 | -
gejiaotian | author:盖叫天 | +
ouyangxiu | author:欧阳修 | +
yuchigong | author:尉迟恭 | +
lǚxùn | author:吕逊 | +
lu xun | author:鲁迅 | +
luxun | author:鲁迅 | +
lx | author:鲁迅 | +
caoxueqin hongloumeng | author:曹雪芹 title:红楼梦 | +
曹雪芹 红楼梦 | author:曹雪芹 title:红楼梦 | +
曹雪芹 hlm | author:曹雪芹 title:红楼梦 | +
红楼梦 caoxueqin | author:曹雪芹 title:红楼梦 | +
曹雪芹 | 红楼梦 | -
# the record's own pinyin goes first
daxuezhidao | pinyin:da xue zhi dao title:大学之道 | +
yuefu | pinyin:yue fu title:乐府 | +
lefu | pinyin:yue fu title:乐府 | -
# numbers of publications
9787020002207 | code:978-7-02-000220-7 | +
978-7-02-000220-7 | code:9787020002207 | +
7020002207 | code:9787020002207 | -
7-02-000220-X | code:9787020002207 | +
702000220x | code:9787020002207 | +
９７８７０２０００２２０７ | code:9787020002207 | +
ISBN 978-7-02-000220-7 | code:9787020002207 | +
9787020002214 | code:9787020002207 | -
0028-0836 | code:0028-0836 | +
00280836 | code:0028-0836 | +
I247.57 | code:I247.57 | +
i247 | code:I247.57 | +
# numbers in words
第2版 | 第二版 | +
第二版 | 第2版 | +
第２版 | 第贰版 | +
三国演义2 | 三国演义Ⅱ | +
三国演义二 | 三国演义2 | +
三国演义Ⅱ | 三国演义贰 | +
第21回 | 第二十一回 | +
2008年 | 二〇〇八年 | +
二○○八年 | 2008年 | +
1001夜 | 一千零一夜 | +
918事变 | 九一八事变 | +
World War 2 | World War II | +
第二次世界大战 | 第2次世界大战 | +
三国 | 第三届中国 | -
十 | 十月 | +
第2版 | 第12版 | -
# Latin, Cyrillic, Greek
muller | Müller | +
müller | Muller | +
strasse | Straße | +
lodz | Łódź | +
oeuvres | Œuvres complètes | +
etudes francaises | Études françaises | +
o'reilly | O’Reilly Media | +
oreilly | O'Reilly | +
email | E-mail etiquette | +
e-mail | E-mail etiquette | +
война и мир | Война и мир | +
ВОЙНА | Война и мир | +
елка | Ёлка | +
ΟΔΥΣΣΕΙΑ | Οδύσσεια | +
C++ | C++程序设计 | +
C++ | C语言程序设计 | -
c# | C#入门 | +
C语言 | C语言程序设计 | +
python 3 | Python3 | +
python3 | Python 3 | +
men | women | -
gatsby great | The Great Gatsby | +
"great gatsby" | The Great Gatsby | +
"gatsby great" | The Great Gatsby | -
# right to left
שלום | שָׁלוֹם | +
ספרים | ספרימ | +
כתאב | כתב | -
القران | ٱلْقُرْآن | +
اسلام | إسلام | +
كتاب | کتاب | +
مدينه | مدينة | +
٢٠٠٨ | 2008 | +
# Korean, Thai
도서관 | 국립중앙도서관 | +
# subjects, notes, operators that are none
文学 | subject:中国文学 | +
江南 | text:江南园林 | +
AND | 红楼梦 | -
红楼梦* | 红楼梦 | +
(红楼梦 | 红楼梦 | +
title:红楼梦 | 红楼梦 | -
红楼梦! | 红楼梦 | +
红楼梦。 | 红楼梦 | +
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the table; ``id`` is its number."""

    id: int
    query: str
    text: str
    is_found: bool

    def document(self) -> Document:
        """Return the text as a document of its own."""
        said: dict[str, str] = {"title": ""}
        current = "title"
        for word in self.text.split(" "):
            name, colon, rest = word.partition(":")
            if colon and name in ("author", "subject", "text", "code", "call", "pinyin", "title"):
                current, word = name, rest
            said[current] = f"{said.get(current, '')} {word}".strip()
        return Document(
            kind="pair",
            id=self.id,
            title=said["title"] or "§",
            author=said.get("author", ""),
            subjects=(said["subject"],) if "subject" in said else (),
            text=said.get("text", ""),
            codes=(said["code"],) if "code" in said else (),
            reading=said.get("pinyin", ""),
            call_numbers=(said["call"],) if "call" in said else (),
        )


def _pairs() -> list[Pair]:
    lines = [line for line in (TABLE + ODD + MORE).splitlines() if line.strip() and not line.startswith("# ")]
    made = []
    for number, line in enumerate(lines, 1):
        query, text, sign = (part.strip() for part in line.rsplit(" | ", 2))
        made.append(Pair(number, query, text, sign == "+"))
    return made


PAIRS = _pairs()
