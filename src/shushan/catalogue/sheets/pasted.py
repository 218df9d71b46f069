"""Records pasted as text: ``‡a``, ``$a``, ``|a``, ``■a`` or tabs before the subfields, one record after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shushan.catalogue.marc import lines
from shushan.catalogue.marc.record import Marc

_BEGINS = re.compile(r"(?:LDR|000|001)[\s#]")
_MARKED = re.compile(r"‡|[$|■▼][A-Za-z0-9]")
_NAMED = re.compile(r"(?:记录头标|头标区|头标|LEADER)[\t ]?", re.I)
_ENDS = {0x1D: None, 0x1E: None}  # of fields and records in ISO 2709: here a line ends where it ends
_MNEMONIC = re.compile(r"=([0-9A-Za-z]{3})  ?")


def records(text: str) -> Iterator[Marc]:
    """Yield the records of a text: parted by blank lines, or where a leader or a control number begins the next.

    :raises shushan.catalogue.marc.lines.BadLine: with the number of the line in the whole text
    """
    first, block = 0, list[str]()
    for number, said in enumerate([*text.translate(_ENDS).splitlines(), ""]):
        line = _plainly(said)
        begins = bool(_BEGINS.match(line)) and any(re.match("[0-9]", old) and old[:3] > "009" for old in block)
        if block and (begins or not line.strip()):
            yield _record(block, first)
            block = []
        if line.strip():
            first = number if not block else first
            block.append(line)


def _plainly(line: str) -> str:
    """Return a line as others write it: of MarcEdit (``=245  10$aWalden``), or with the leader called by its name."""
    line = line.removeprefix("\ufeff")
    line = f"LDR {line[named.end() :]}" if (named := _NAMED.match(line)) else line
    found = _MNEMONIC.match(line)
    if found is None:
        return line
    tag, rest = found[1].upper(), line[found.end() :]
    if tag == "LDR" or tag < "010":
        return f"{tag} {rest.replace(chr(92), ' ')}"
    return f"{tag} {rest[:2].replace(chr(92), '#')} {rest[2:].replace('$', lines.MARK).replace('{dollar}', '$')}"


def _record(block: list[str], first: int) -> Marc:
    try:
        return lines.read("\n".join(_marked(line) for line in block))
    except lines.BadLine as bad:
        raise lines.BadLine(first + bad.number, bad.code, bad.line) from bad


def _marked(line: str) -> str:
    """Return a line with tabs as one with marks: ``200⇥1 ⇥a边城⇥f沈从文`` or ``200⇥1 ⇥|a边城|f沈从文``."""
    if "\t" not in line:
        return line
    tag, *parts = line.split("\t")
    tag = tag.strip()
    if tag in ("LDR", "000"):
        return f"{tag} {' '.join(parts)}"
    if tag < "010":
        return f"{tag} {' '.join(parts).strip()}"
    indicators = ""
    while parts and not _MARKED.search(parts[0]) and len(parts[0]) <= 2 and (len(indicators) + len(parts[0])) <= 2:
        if len(parts[0].strip()) == 2 and parts[0][0].isalpha():  # already a short subfield
            break
        indicators += parts.pop(0) or "#"
    rest = "".join(part if _MARKED.match(part) else f"{lines.MARK}{part}" for part in parts if part.strip())
    return f"{tag} {indicators.replace(' ', '#').ljust(2, '#')} {rest}"
