"""Essays as files: plain text in any coding of China, Word's .docx, PDF; anything else is refused with what to do.

A .docx is a zip of XML: it is opened without trusting its sizes, at most some megabytes are unpacked, and the XML is read
by a parser that expands no entities. A PDF is read in a process of its own, with a limit of memory and time; one that holds
pictures of pages only (a scan) has no text, and is a paper all the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from shushan.learning.errors import UnreadablePaper
from shushan.learning.terms import PaperKind

MOST: Final = 5_000_000  # bytes of the file
PATIENCE: Final = 60  # seconds for a PDF
MOST_UNPACKED: Final = 20_000_000  # bytes of its text part
_PART: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(stream: BinaryIO) -> tuple[str, PaperKind]:
    """Return the text of a paper, paragraph by paragraph, and as what it came; a scan has none.

    :raises UnreadablePaper: neither text nor .docx nor PDF, broken, locked, or too large
    """
    head = stream.read(MOST + 1)
    if len(head) > MOST:
        raise UnreadablePaper(_("文件太大，最多 5 MB"), field="file")
    if head.startswith(b"PK\x03\x04"):
        stream.seek(0)
        return _docx(stream), PaperKind.FILE
    if head.startswith(b"%PDF-"):
        text = _pdf(head)
        return text, PaperKind.PDF if text else PaperKind.SCAN
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadablePaper(_("这是旧版 .doc"), field="file", remedy=_("请在 Word 里另存为 .docx"))
    return _plain(head), PaperKind.FILE


def _pdf(raw: bytes) -> str:
    reader = Path(__file__).with_name("pdf_text.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(reader)], input=raw, capture_output=True, timeout=PATIENCE, check=False
        )
        said = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, OSError):
        said = {}
    if said.get("why") == "encrypted":
        raise UnreadablePaper(_("这个 PDF 加了密，打不开"), field="file", remedy=_("请导出不加密的 PDF，或上传 .docx"))
    if said.get("why") == "long":
        raise UnreadablePaper(_("这个 PDF 页数太多"), field="file", remedy=_("请只上传心得本身"))
    if "text" not in said:
        raise UnreadablePaper(
            _("这个 PDF 读不出来"), field="file", remedy=_("请另存一份再传，或上传 .docx，或粘贴正文")
        )
    return str(said["text"]).strip()


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
