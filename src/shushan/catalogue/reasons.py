"""Why a record was not taken, in the words of the library; the stored reason has the details."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.catalogue.marc.mixed import MIXED
from shushan.catalogue.marc.twice import TWICE


def reason(code: str) -> str:
    """Return the reason that a code stands for; ``encoding:TAG`` names the field whose coding nobody knows."""
    code, _colon, tag = code.partition(":")
    if code == "two-codings":
        said = _("一条记录里既有 GB18030 又有 Big5，字段 %(tag)s 两种都读得通，不敢替您猜；请让来源只用一种编码再导出")
        return said % {"tag": tag}
    if tag:
        return _("字段 %(tag)s 的编码认不出：不是 UTF-8、GB18030、Big5、MARC-8，也不是 ISO 8859-1") % {"tag": tag}
    return {
        "cut": _("记录没有结束符：文件在这里断了，或者这不是一条记录"),
        "encoding": _("编码认不出：不是 UTF-8、GB18030、Big5、MARC-8，也不是 ISO 8859-1"),
        "too-long": _("太长：两百万字节里没有记录结束符"),
        "too-short": _("太短，不够一条记录"),
        "no-directory": _("没有目次区"),
        "directory": _("目次区坏了"),
        "base": _("记录头标里的数据基地址不是数字"),
        "fields": _("字段的个数和目次区对不上"),
        "no-fields": _("没有数据字段"),
        "no-title": _("没有题名（200 或 245）"),
        "tag": _("字段号不对"),
        "xml": _("XML 不完整或不合规"),
        "xml-doctype": _("文件里有 DOCTYPE（实体声明），为安全不读；请删去那几行再上传"),
        "bomb": _("压缩文件展开后大得不正常，到这里为止不再读"),
        "packed": _("压缩文件从这里起坏了"),
        "possible-double": _("ISBN 与馆里另一条书目相同，这次选了不收"),
        "double-issn": _("ISSN 与馆里另一条书目相同，这次选了不收"),
        "double-title": _("题名、第一作者和年份与馆里另一条书目相同，这次选了不收"),
        "accession-taken": _("登录号已经在另一册上，或在文件里重复"),
        "barcode-taken": _("条码已经在另一条书目上，或在文件里重复"),
    }.get(code, _("读不了"))


def coding(name: str) -> str:
    """Return the name of a coding; of several in one record in the words of the library."""
    return {MIXED: _("几种混用"), TWICE: _("UTF-8（编了两次，已还原）")}.get(name, name)


def likeness(code: str) -> str:
    """Return what makes a record look like one that is there."""
    return {
        "issn": _("ISSN 相同"),
        "title": _("题名、第一作者相同，年份不相悖"),
    }.get(code, _("ISBN 相同"))


def left_reason(code: str) -> str:
    """Return why the undoing of an import left a record alone."""
    return {
        "gone": _("书目已经删除或并入另一条"),
        "edited": _("馆藏导入之后改过，留下这几册；书目随它留下，其余撤回"),
        "used": _("馆藏借过、预约过、清点过或换了地方，或书目在用"),
        "changed": _("导入之后书目又改过"),
        "other-items": _("书目上有不是这次导入的馆藏"),
        "no-former": _("导入前没有可以恢复的 MARC"),
    }.get(code, code)


def not_marc(code: str) -> str:
    """Return why a file is no MARC file."""
    return {
        "empty": _("文件是空的"),
        "other-kind": _("它是 PDF、办公文档或图片，或者压缩包里没有 MARC 文件"),
        "other-xml": _("它是 XML，但不是 MARCXML"),
        "two-kinds": _("压缩包里既有 ISO 2709 又有 XML，请分成两个包"),
        "utf-16": _("它是 UTF-16 编码的文本，请另存为 UTF-8 或 GB18030"),
    }.get(code, _("里面没有 MARC 的头标，也没有 MARC 的分隔符"))
