"""Compile and check the translations without gettext tools: Babel reads and writes the catalogues."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent
_CALLS = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "_", "pgettext", "pgettext_lazy"}
_TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(.*?)%\}""")
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


def translated() -> set[str]:
    """Return every Chinese string that has an English one."""
    found: set[str] = set()
    for path in catalogues():
        if path.parts[-3] != "en":
            continue
        with path.open("rb") as source:
            for message in read_po(source, locale="en"):
                texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                if message.id and all(texts) and not message.fuzzy:
                    found.update([message.id] if isinstance(message.id, str) else message.id[:1])
    return found


def wanted() -> dict[str, str]:
    """Return every string that the pages show, with the first place where it stands."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if "tests" in path.parts or "node_modules" in path.parts or "migrations" in path.parts or path.is_dir():
            continue
        if path.suffix == ".py":
            strings: Iterator[str] = _in_python(path)
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            strings = _in_template(path)
        else:
            continue
        for text in strings:
            found.setdefault(text, str(path.relative_to(PACKAGE)))
    return found


def missing() -> dict[str, str]:
    """Return the strings without English, with the place where each stands."""
    done = translated()
    return {text: place for text, place in wanted().items() if text not in done}


def _in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _CALLS:
            at = 1 if name.startswith("pgettext") else 0
            argument = node.args[at] if len(node.args) > at else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _in_template(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for literal, _rest in _TAG.findall(text):
        yield literal[1:-1].replace('\\"', '"').replace("%", "%%")
    for head, body in _BLOCK.findall(text):
        first = _PLURAL.split(body)[0]
        yield _VARIABLE.sub(r"%(\1)s", _trimmed(first, head).replace("%", "%%"))


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
