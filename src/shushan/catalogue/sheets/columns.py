"""What a column means: guesses from its heading in Chinese or English, and from what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from shushan.catalogue.marc.isbn import normalise

# code → headings, the commonest first; compared without blanks, marks and case
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("题名", "书名", "正题名", "图书名称", "刊名", "名称", "书刊名", "图书名", "标题", "图书题名",
        "title", "booktitle", "name"),
    "subtitle": ("副题名", "副书名", "副标题", "其他题名信息", "subtitle"),
    "part": ("分卷号", "卷册", "卷次", "册次", "分册", "volume", "part"),
    "author": ("责任者", "作者", "著者", "第一责任者", "主要责任者", "著作者", "编著者", "著译者", "作者译者",
        "author", "authors", "creator"),
    "contributor": ("译者", "其他责任者", "次要责任者", "translator", "contributor", "editor"),
    "publisher": ("出版社", "出版者", "出版单位", "出版发行者", "出版社名称", "publisher", "press"),
    "place": ("出版地", "placeofpublication", "place", "city"),
    "year": ("出版年", "出版日期", "出版时间", "出版年月", "年份", "出版年份", "版权年", "pubyear", "year",
        "date", "publicationyear", "pubdate"),
    "edition": ("版次", "版本", "edition"),
    "isbn": ("isbn", "isbn号", "isbnissn", "isbn书号", "标准编号", "标准书号", "国际标准书号", "书号", "isbn13",
        "isbn10"),
    "issn": ("issn", "issn号"),
    "price": ("价格", "定价", "单价", "码洋", "价钱", "图书价格", "listprice", "price", "cost"),
    "clc": ("分类号", "中图分类号", "中图法分类号", "类号", "分类", "图书分类号", "clc", "class",
        "classification"),
    "call": ("索书号", "索取号", "排架号", "callnumber", "callno", "shelfmark"),
    "barcode": ("条码", "条码号", "条形码", "图书条码", "馆藏条码", "图书条码号", "条码编号", "册条码",
        "馆藏条码号", "barcode", "itembarcode"),
    "accession": ("登录号", "财产号", "总括号", "登记号", "财产登录号", "入藏号", "accession",
        "accessionnumber", "inventorynumber"),
    "kind": ("文献类型", "资料类型", "馆藏类型", "文献类别", "itemtype", "material", "kind"),
    "shelf": ("馆藏地", "馆藏地点", "典藏地", "典藏地点", "馆藏部门", "馆藏位置", "架位", "存放位置",
        "location", "shelf"),
    "language": ("语种", "语言", "文种", "language", "lang"),
    "subjects": ("主题词", "主题", "关键词", "subject", "subjects", "keywords"),
    "summary": ("摘要", "内容提要", "内容简介", "简介", "提要", "abstract", "summary", "description"),
    "extent": ("页数", "页码", "载体形态", "pages", "extent"),
    "series": ("丛书", "丛书名", "丛编", "丛编题名", "series"),
    "number": ("控制号", "记录号", "编号", "controlnumber", "recordid", "id"),
}  # fmt: skip
IGNORED: Final = ""
# traditional characters of the headings above
_SIMPLE: Final = str.maketrans(
    "題書責價編號類條碼館內頁數叢語種譯錄產財單總詞關鍵簡標國際準圖稱發時間體態狀況點點",
    "题书责价编号类条码馆内页数丛语种译录产财单总词关键简标国际准图称发时间体态状况点点",
)
_KNOWN: Final = {heading: code for code, headings in HEADINGS.items() for heading in headings}


def plain(heading: str) -> str:
    """Return a heading without blanks, marks, brackets and case."""
    text = unicodedata.normalize("NFKC", heading).lower().translate(_SIMPLE)
    text = re.sub(r"[(\[（【].*?[)\]）】]", "", text)
    return re.sub(r"[\W_]+", "", text)


def guess(headings: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> list[str]:
    """Return for each column what it seems to mean, each meaning once; ``IGNORED`` where nothing is known."""
    found: list[str] = []
    for place, heading in enumerate(headings):
        code = _KNOWN.get(plain(heading), IGNORED)
        if not code and samples:
            cells = [row[place] for row in samples if place < len(row) and row[place]]
            if cells and all(normalise(cell) for cell in cells):
                code = "isbn"
        found.append(code if code not in found else IGNORED)
    if "barcode" not in found and "accession" in found:  # the number in the register is then what stands on the copy
        found[found.index("accession")] = "barcode"
    return found


def is_known(cell: str) -> bool:
    """Say whether a cell is a heading that is known."""
    return plain(cell) in _KNOWN


def has_headings(first: Sequence[str]) -> bool:
    """Say whether a first row names columns: at least one is known, and no ISBN stands in it."""
    return any(plain(cell) in _KNOWN for cell in first) and not any(normalise(cell) for cell in first)


def headings_at(first: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows names the columns: above it a sheet may say what it is; None when none does."""
    for place, row in enumerate(first):
        if has_headings(row) and (place == 0 or sum(plain(cell) in _KNOWN for cell in row) > 1):
            return place
    return None


_SHORTENED: Final = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I)


def is_shortened(cell: str) -> bool:
    """Say whether a program wrote a long number as ``9.78702E+12``: its last figures are lost."""
    return _SHORTENED.fullmatch(cell.strip()) is not None
