"""The text of a PDF, taken out in a process of its own: ``python pdf_text.py`` reads the file from its standard input.

A PDF is a program of sorts: it can nest, loop, and grow a thousandfold when unpacked. So it is read where a limit of memory and of
processor time ends whatever goes wrong, and the server never does. Prints JSON: ``{"text": …, "pages": n}`` or ``{"why": …}``.
Imports nothing of this house.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress

MOST_PAGES = 300
MOST_LETTERS = 60_000
MEMORY = 1_000_000_000  # bytes of address space
SECONDS = 20  # of processor time
FULL = 0.75  # a line that is so much of the longest goes on in the next


def main() -> None:
    """Read, print, never fail aloud."""
    _limit()
    try:
        print(json.dumps(_read(sys.stdin.buffer.read())))
    except Exception as error:  # whatever a broken file makes the library raise
        print(json.dumps({"why": f"unreadable: {type(error).__name__}"}))


def _read(raw: bytes) -> dict[str, str | int]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"why": "encrypted"}
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        return {"why": "long"}
    found: list[str] = []
    letters = 0
    for page in reader.pages:
        text = unwrapped(page.extract_text())
        letters += len(text)
        found.append(text)
        if letters > MOST_LETTERS:
            break
    whole = "\n".join(part for part in found if part)
    return {"text": whole.replace("\x00", "").encode("utf-8", "ignore").decode()[:MOST_LETTERS], "pages": pages}


def unwrapped(text: str) -> str:
    """Return a page's lines as paragraphs: a line that is nearly full and ends no sentence goes on in the next.

    >>> unwrapped("先到现场再下结论是这本书\\n给我的提醒。\\n另起一段。")
    '先到现场再下结论是这本书给我的提醒。\\n另起一段。'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    longest = max((len(line) for line in lines), default=0)
    found: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            is_latin = found[-1][-1].isascii() and line[0].isascii()
            found[-1] += f" {line}" if is_latin else line
        else:
            found.append(line)
        goes_on = len(line) >= longest * FULL and line[-1] not in "。！？!?.”：:"
    return "\n".join(found)


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main()
