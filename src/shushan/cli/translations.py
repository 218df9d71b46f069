"""Compile and check the translations without gettext tools: Babel reads and writes the catalogues."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Said: TypeAlias = tuple[str, str]  # context (none: ""), Chinese
PACKAGE = Path(__file__).resolve().parent.parent
_KINDS = ("gettext", "ngettext", "pgettext", "npgettext", "gettext_noop")
_CALLS = {name: name for kind in _KINDS for name in (kind, f"{kind}_lazy")} | {"_": "gettext"}
_TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(.*?)%\}""")
_PIECE = re.compile(r"""\b_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")  # within a tag: {{ x|default:_("…") }}
_CONTEXT = re.compile(r"""\bcontext\s+(?:"([^"]*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b(.*?)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def catalogues() -> list[Path]:
    """Return every catalogue of the house."""
    return sorted(PACKAGE.glob("*/locale*/*/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Compile the catalogues that changed and return how many those were."""
    made = 0
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3])
        out = BytesIO()
        write_mo(out, catalogue)
        unfinished = target.with_suffix(f".mo.{os.getpid()}")  # several processes may compile at once
        unfinished.write_bytes(out.getvalue())
        unfinished.replace(target)
        made += 1
    return made


def english() -> dict[Said, dict[str, list[str]]]:
    """Return every Chinese string that has an English one: string → English → the rooms that say so (plurals joined)."""
    found: dict[Said, dict[str, list[str]]] = {}
    for path in catalogues():
        if path.parts[-3] != "en":
            continue
        with path.open("rb") as source:
            for message in read_po(source, locale="en"):
                given = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                texts = [text for text in given if text]
                if message.id and len(texts) == len(given) and not message.fuzzy:
                    text = message.id if isinstance(message.id, str) else message.id[0]
                    told = found.setdefault((message.context or "", text), {})
                    told.setdefault(" | ".join(texts), []).append(path.parts[-5])
    return found


def doubles() -> dict[Said, dict[str, list[str]]]:
    """Return the strings with more than one English, of which the order of the rooms would let one win everywhere."""
    return {said: told for said, told in english().items() if len(told) > 1}


def wanted() -> dict[Said, str]:
    """Return every string that the pages show, with the first place where it stands."""
    found: dict[Said, str] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if "tests" in path.parts or "node_modules" in path.parts or "migrations" in path.parts or path.is_dir():
            continue
        if path.suffix == ".py":
            strings: Iterator[Said] = in_python(path.read_text(encoding="utf-8"))
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            strings = in_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for said in strings:
            found.setdefault(said, str(path.relative_to(PACKAGE)))
    return found


def missing() -> dict[Said, str]:
    """Return the strings without English, with the place where each stands."""
    done = english()
    return {said: place for said, place in wanted().items() if said not in done}


def in_python(source: str) -> Iterator[Said]:
    """Yield the strings that a module has translated, by whatever name it imports gettext."""
    tree = ast.parse(source)
    calls = _CALLS | {
        one.asname: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if one.asname and one.name in _CALLS
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in calls:
            continue
        has_context = "pgettext" in calls[name]
        literals = [arg.value for arg in node.args[: has_context + 1] if isinstance(arg, ast.Constant)]
        texts = [one for one in literals if isinstance(one, str)]
        if len(texts) > has_context:
            yield (texts[0], texts[1]) if has_context else ("", texts[0])


def in_template(text: str) -> Iterator[Said]:
    """Yield the strings that a template has translated."""
    for literal, rest in _TAG.findall(text):
        yield _context(rest), literal[1:-1].replace('\\"', '"').replace("%", "%%")
    for literal in _PIECE.findall(text):
        yield "", literal[1:-1]
    for head, body in _BLOCK.findall(text):
        first = _PLURAL.split(body)[0]
        yield _context(head), _VARIABLE.sub(r"%(\1)s", _trimmed(first, head).replace("%", "%%"))


def _context(head: str) -> str:
    found = _CONTEXT.search(head)
    return (found[1] or found[2] or "") if found else ""


def _trimmed(text: str, head: str) -> str:
    if "trimmed" not in head.split():
        return text
    return " ".join(line.strip() for line in text.strip().splitlines())


def untranslated_chinese() -> dict[str, str]:
    """Return Chinese text that stands in templates outside any translation tag (nobody could translate it)."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.glob("*/templates/**/*.html")):
        text = _BLOCK.sub("", path.read_text(encoding="utf-8"))
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.S)
        for line in text.splitlines():
            if _CHINESE.search(line) and "lang=" not in line and "中文" not in line:
                found[line.strip()] = str(path.relative_to(PACKAGE))
    return found
