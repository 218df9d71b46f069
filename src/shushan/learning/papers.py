"""Essays as files: plain text in any coding of China, and Word's .docx; anything else is refused with what to do.

A .docx is a zip of XML: it is opened without trusting its sizes, at most some megabytes are unpacked, and the XML is read
by a parser that expands no entities.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from shushan.learning.errors import UnreadablePaper

MOST: Final = 5_000_000  # bytes of the file
MOST_UNPACKED: Final = 20_000_000  # bytes of its text part
_PART: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(stream: BinaryIO) -> str:
    """Return the text of a paper, paragraph by paragraph.

    :raises UnreadablePaper: neither text nor .docx, broken, or too large
    """
    head = stream.read(MOST + 1)
    if len(head) > MOST:
        raise UnreadablePaper(_("文件太大，最多 5 MB"), field="file")
    if head.startswith(b"PK\x03\x04"):
        stream.seek(0)
        return _docx(stream)
    if head.startswith(b"%PDF"):
        raise UnreadablePaper(_("不收 PDF"), field="file", remedy=_("请上传 .docx 或 .txt，或把正文粘贴到页面里"))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadablePaper(_("这是旧版 .doc"), field="file", remedy=_("请在 Word 里另存为 .docx"))
    return _plain(head)


def _plain(raw: bytes) -> str:
    codings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.strip()
    raise UnreadablePaper(_("看不懂这个文件的编码"), field="file", remedy=_("请另存为 UTF-8 的 .txt 或 .docx"))


def _docx(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as packed, packed.open(_PART) as part:
            xml = part.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadablePaper(_("这个 .docx 打不开"), field="file", remedy=_("请另存一份再传，或粘贴正文")) from error
    if len(xml) > MOST_UNPACKED:
        raise UnreadablePaper(_("文档展开后太大"), field="file", remedy=_("请去掉图片和修订痕迹再传，或粘贴正文"))
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadablePaper(_("这个 .docx 打不开"), field="file", remedy=_("请另存一份再传，或粘贴正文")) from error
    lines = []
    for paragraph in root.iter(f"{_W}p"):
        pieces = []
        for node in paragraph.iter():
            if node.tag == f"{_W}t":
                pieces.append(node.text or "")
            elif node.tag in (f"{_W}tab", f"{_W}br"):
                pieces.append(" ")
        lines.append("".join(pieces))
    return "\n".join(lines).strip()
