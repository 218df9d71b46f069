"""Syllables of Mandarin as they are typed: with or without tones, spaces, apostrophes and ü. Pure, no dictionary."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_SPLITS = 8
_ALL = """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen
    ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong
    cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui
    dun duo e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua
    guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji
    jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua
    kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long
    lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai
    nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan
    pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu
    quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai
    shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan
    sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei
    wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo
    yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi
    zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo lyu nyu lyue nyue
"""
# ü as passports write it. Known only beside its neighbours: yinyue is yin yue, not yi nyue, so both are tried.
_PASSPORT = {"lyu": "lv", "nyu": "nv", "lyue": "lve", "nyue": "nve"}
_SYLLABLES = frozenset(_ALL.split())
_FIRSTS = frozenset("abcdefghjklmnopqrstwxyz")  # letters that a syllable may begin with
_LONGEST = 6
_GAPS = re.compile(r"[\s'’‘ʼ`\-‐–]+")
_TONED = re.compile(r"[A-Za-z][0-5:]|[jqxyJQXY][vV]")
_MARKS = re.compile("[\u0300-\u036f]")


def letters(text: str) -> str:
    """Return typed pinyin in plain letters: no tones, ü as v, apostrophes and hyphens as spaces.

    ``Lǚ Xùn``, ``lü xun``, ``lv4 xun4`` all become ``lv xun``; ``nüe`` and ``nue`` become ``nve``.
    """
    if text.isascii() and not _TONED.search(text):
        return re.sub(r"([ln])u(?=e)", r"\1v", _GAPS.sub(" ", text.lower()).strip())
    spread = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    with_v = re.sub("u[\u0300-\u0307\u0309-\u036f]*\u0308|u:", "v", spread)
    plain = _MARKS.sub("", with_v).replace("ɡ", "g").replace("ɑ", "a")
    plain = re.sub(r"(?<=[a-z])[0-5](?![0-9])", " ", plain)
    plain = _GAPS.sub(" ", plain).strip()
    plain = re.sub(r"(?<=[jqxy])v", "u", plain)
    return re.sub(r"([ln])u(?=e)", r"\1v", plain)


def is_spelt(chunk: str) -> bool:
    """Say whether letters without spaces may be read as syllables: what ``splits`` is asked for many, quicker."""
    ends = {0}
    for start in range(len(chunk)):
        if start in ends:
            ends.update(end for end in range(start + 1, start + _LONGEST + 1) if chunk[start:end] in _SYLLABLES)
    return len(chunk) in ends


@lru_cache(maxsize=2048)
def splits(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read typed pinyin as syllables, the fewest syllables first; none when it is no pinyin."""
    ways: list[tuple[str, ...]] = [()]
    for chunk in letters(text)[:120].split():
        here = _chunk(chunk)
        if not here:
            return ()
        ways = [(*way, *more) for way in ways for more in here][:MOST_SPLITS]
    return tuple(sorted((way for way in ways if way), key=len)[:MOST_SPLITS])


@lru_cache(maxsize=2048)
def with_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read pinyin beside other words: ``3d dayin`` is 3d da yin; none when it is all one or the other."""
    ways: list[tuple[str, ...]] = [()]
    chunks = letters(text)[:120].split()
    read = [_chunk(chunk) or _after_number(chunk) for chunk in chunks]
    if not any(read) or len(chunks) > MOST_SPLITS or (all(chunk.isalpha() for chunk in chunks) and all(read)):
        return ()
    for chunk, here in zip(chunks, read, strict=True):
        if not here and not (chunk.isascii() and chunk.isalnum()):
            return ()
        ways = [(*way, *more) for way in ways for more in here or [(chunk,)]][:MOST_SPLITS]
    return tuple(sorted(ways, key=len))


def _after_number(chunk: str) -> list[tuple[str, ...]]:
    """Return the ways to read a chunk that begins with a number, or a letter and one: ``3ddayin``, ``2020nian``."""
    for cut in range(1, min(len(chunk), 7)):
        head = chunk[:cut]
        if not head.isalpha() and head.isalnum() and (ways := _chunk(chunk[cut:])):
            return [(head, *way) for way in ways]
    return []


@lru_cache(maxsize=2048)
def pieces(chunk: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read letters as syllables and single first letters, the fewest first: ``honglm`` is hong l m."""
    return tuple(_chunk(letters(chunk), _SYLLABLES | _FIRSTS))


def _chunk(chunk: str, known: frozenset[str] = _SYLLABLES) -> list[tuple[str, ...]]:
    """Return the ways to split one chunk, few and long syllables first."""
    if not chunk.isascii() or not chunk.isalpha() or len(chunk) > 60:
        return []
    ways: list[list[tuple[str, ...]]] = [[] for _n in range(len(chunk) + 1)]
    ways[len(chunk)] = [()]
    for start in range(len(chunk) - 1, -1, -1):
        found: list[tuple[str, ...]] = []
        for length in range(min(_LONGEST, len(chunk) - start), 0, -1):
            syllable = chunk[start : start + length]
            if syllable in known:
                found += [(_PASSPORT.get(syllable, syllable), *rest) for rest in ways[start + length]]
        ways[start] = sorted(found, key=len)[: MOST_SPLITS * 2]
    return ways[0][:MOST_SPLITS]
