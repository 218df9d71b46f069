"""The encoding of a record: what the bytes say, not what the leader promises.

Order: strict UTF-8; then MARC-8 when the record claims it (leader 9 blank) and its escape sequences or combining bytes
show it; then GB18030 when every character is one that Chinese text has. What none of them explains is refused.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence

from shushan.catalogue.marc.record import BadRecord

_ESCAPE = 0x1B


def decode(chunks: Sequence[bytes], leader: str) -> list[str]:
    """Return the fields of one record as text.

    :raises BadRecord: no encoding explains the bytes.
    """
    whole = b"".join(chunks)
    if whole.isascii() and _ESCAPE not in whole:
        return [chunk.decode("ascii") for chunk in chunks]
    try:
        return [chunk.decode("utf-8") for chunk in chunks]
    except UnicodeDecodeError as error:
        wrong = error
    if leader[9:10] != "a" or _ESCAPE in whole:
        found = _chinese(chunks) if _ESCAPE not in whole else None
        found = found or _marc8(chunks)
    else:
        found = _chinese(chunks)
    if found is None:
        bad = wrong.object[wrong.start : wrong.start + 8].hex(" ")
        raise BadRecord("encoding", f"neither UTF-8, GB18030 nor MARC-8: {bad} at byte {wrong.start} of a field")
    return found


def _chinese(chunks: Sequence[bytes]) -> list[str] | None:
    """Return the text when it is GB18030 and reads like Chinese: most of what is not ASCII is a common 汉字 or mark."""
    try:
        text = [chunk.decode("gb18030") for chunk in chunks]
    except UnicodeDecodeError:
        return None
    beyond = [c for field in text for c in field if ord(c) > 127]
    common = sum(_is_common(c) for c in beyond)
    return text if beyond and common >= 0.9 * len(beyond) else None


def _is_common(character: str) -> bool:
    code = ord(character)
    if 0x4E00 <= code <= 0x9FFF:  # rare ones of GBK's extension would be the sign of another encoding read wrongly
        try:
            return character.encode("gb2312") is not None
        except UnicodeEncodeError:
            return character.encode("big5", "ignore") != b""
    return 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF or code in _MARKS or 0x00B7 == code


_MARKS = frozenset(map(ord, "“”‘’—…·《》〈〉×°ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"))


def _marc8(chunks: Sequence[bytes]) -> list[str] | None:
    from pymarc.marc8 import marc8_to_unicode

    logging.getLogger("pymarc").setLevel(logging.CRITICAL)
    text = []
    for chunk in chunks:
        complaints = io.StringIO()
        try:
            # subfield by subfield: the converter drops the delimiter, and escapes do not reach beyond a subfield
            converted = "\x1f".join(_quietly(marc8_to_unicode, part, complaints) for part in chunk.split(b"\x1f"))
        except (UnicodeDecodeError, IndexError, KeyError, ValueError):
            return None
        if complaints.getvalue() or "\ufffd" in converted:
            return None
        text.append(converted)
    return text


def _quietly(convert: object, chunk: bytes, complaints: io.StringIO) -> str:
    from contextlib import redirect_stderr, redirect_stdout

    with redirect_stderr(complaints), redirect_stdout(complaints):
        return str(convert(chunk))  # type: ignore[operator]
