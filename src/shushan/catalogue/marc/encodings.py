"""The encoding of a record: what the bytes say, not what the leader promises.

Order: strict UTF-8; then MARC-8 when the record claims it (leader 9 blank) and its escape sequences or combining bytes
show it; then GB18030 when every character is one that Chinese text has. What none of them explains is refused.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from functools import lru_cache

from shushan.catalogue.marc.record import BadRecord

_ESCAPE = 0x1B


def decode(chunks: Sequence[bytes], leader: str) -> tuple[list[str], str]:
    """Return the fields of one record as text, and the encoding found: ``utf-8``, ``gb18030`` or ``marc-8``.

    :raises BadRecord: no encoding explains the bytes.
    """
    whole = b"".join(chunks)
    has_escape = _ESCAPE in whole
    if not has_escape:
        try:
            return [chunk.decode("utf-8") for chunk in chunks], "utf-8"
        except UnicodeDecodeError as error:
            wrong = error
        if found := _chinese(chunks):
            return found, "gb18030"
    if (has_escape or leader[9:10] != "a") and (found := _marc8(chunks)):
        return found, "marc-8"
    if has_escape:
        raise BadRecord("encoding", "escape sequences that are not those of MARC-8")
    bad = wrong.object[wrong.start : wrong.start + 8].hex(" ")
    raise BadRecord("encoding", f"neither UTF-8, GB18030 nor MARC-8: {bad} at byte {wrong.start} of a field")


def _chinese(chunks: Sequence[bytes]) -> list[str] | None:
    """Return the text when it is GB18030 and reads like Chinese.

    Most of what is not ASCII must be 汉字 in use (GB 2312 or Big5) or common marks, half of it in GB 2312 or marks, and
    at most half may touch Latin letters: accented letters of another encoding, read as GBK, stand inside words.
    """
    try:
        text = [chunk.decode("gb18030") for chunk in chunks]
    except UnicodeDecodeError:
        return None
    beyond = [c for field in text for c in field if ord(c) > 127]
    plain = sum(_can(c, "gb2312") for c in beyond)
    common = sum(_can(c, "gb2312") or _can(c, "big5") for c in beyond)
    touching = sum(len(_IN_WORD.findall(_CODE.sub("\x1f ", field))) for field in text)
    is_chinese = common >= 0.9 * len(beyond) and plain >= 0.5 * len(beyond) and touching <= 0.5 * len(beyond)
    return text if beyond and is_chinese else None


_CODE = re.compile("\x1f.")
_IN_WORD = re.compile(r"(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])", re.I)


@lru_cache(maxsize=40_000)
def _can(character: str, encoding: str) -> bool:
    try:
        return character in _MARKS or bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


_MARKS = frozenset("“”‘’—…·《》〈〉×°ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü·〇")


_STRAY = re.compile(rb"[\xe0-\xfe](?![A-Za-z\xe0-\xfe])")  # in MARC-8 an accent stands before the letter that bears it


def _marc8(chunks: Sequence[bytes]) -> list[str] | None:
    from pymarc.marc8 import marc8_to_unicode

    logging.getLogger("pymarc").setLevel(logging.CRITICAL)
    text = []
    for chunk in chunks:
        if _ESCAPE not in chunk and _STRAY.search(chunk):
            return None
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
