"""The embedded search engine: tantivy in the home folder, on tokens that we make ourselves.

One writer (the worker); each process opens its own reader on first use, never before a fork, and reloads when the file
``current`` says that something was committed or another index is in use. kill -9 loses only what was not committed, and
the outbox still has it.
"""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy

from shushan.adapters.tantivy_schema import document, schema
from shushan.adapters.tantivy_search import answer
from shushan.search.public import ANALYSIS, Asked, Entry, Hits, Plan, WriterElsewhere

HEAP = 30_000_000  # bytes; the smallest that tantivy takes for one thread is 15 MB
MOST_ID = 1 << 63
BUILD_HEAP = 120_000_000
BUILD_COMMIT = 50_000  # documents; fewer commits, fewer segments to merge


class TantivyEngine:
    """An index in a folder. Not safe to share across a fork: it opens lazily in each process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._pid = 0
        self._reader: tuple[str, Any] = ("", None)  # (line of ``current``, index)
        self._writer: tuple[str, Any] = ("", None)  # (name of the index, writer)
        self._highest = Highest(None)

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> str:
        """Replace these entries and drop the removed ones, in one commit."""
        with self._lock:
            self._forget_parent()
            name = self.in_use()
            if not name:
                name = _name()
                _point(self._folder, name, 0)
            if self._writer[0] != name:
                self._writer = ("", None)  # let go of the old one first
                index = _open(self._folder / name)
                self._writer, self._highest = (name, _writer(index)), Highest(index)
            writer, highest = self._writer[1], self._highest
        try:
            put(writer, entries, removed, highest.may_know)
        except BaseException:
            writer.rollback()  # a document that cannot be loaded: nothing of the slice is kept half
            raise
        writer.commit()
        _point(self._folder, name, _serial(self._folder) + 1)
        return name

    def search(self, plan: Plan, asked: Asked) -> Hits:
        """Answer a question with what was committed last."""
        index = self._open_reader()
        return Hits((), 0, {}, is_ready=False) if index is None else answer(index, plan, asked)

    def in_use(self) -> str:
        """Return the name of the index in use, or nothing when there is none of this analysis."""
        name = _current(self._folder).partition(" ")[0]
        return name if name.startswith(f"v{ANALYSIS}-") and (self._folder / name).is_dir() else ""

    def build(self) -> TantivyBuilder:
        """Begin a new index beside this one."""
        return TantivyBuilder(self._folder)

    def close(self) -> None:
        """Let go of the writer, so that another process may write."""
        with self._lock:
            self._reader, self._writer = ("", None), ("", None)

    def _open_reader(self) -> Any:
        line = _current(self._folder)
        if self._reader[0] == line and self._pid == os.getpid():
            return self._reader[1]
        with self._lock:
            self._forget_parent()
            name = self.in_use()
            if not name:
                return None
            index = self._reader[1] if self._reader[0].partition(" ")[0] == name else None
            try:
                index = index or tantivy.Index.open(str(self._folder / name))
                index.reload()
            except ValueError:
                if _current(self._folder) == line:
                    raise
                index = tantivy.Index.open(str(self._folder / self.in_use()))  # swapped at this very moment
            self._reader = (line, index)
            return index

    def _forget_parent(self) -> None:
        if self._pid != os.getpid():
            self._reader, self._writer, self._pid = ("", None), ("", None), os.getpid()


class Highest:
    """The highest id of each kind in an index that only we write: what is above cannot be there and need not be replaced.

    Looking for the old writing of a document in every segment costs a sixth of writing it.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._known: dict[str, int] = {}

    def may_know(self, entry: Entry) -> bool:
        """Say whether the index may have this document already; asked once before each is written."""
        if entry.kind not in self._known:
            self._known[entry.kind] = self._of(entry.kind)
        is_above = entry.id > self._known[entry.kind]
        if is_above:
            self._known[entry.kind] = entry.id
        return not is_above

    def _of(self, kind: str) -> int:
        if self._index is None:
            return MOST_ID
        self._index.reload()
        wanted = tantivy.Query.term_query(self._index.schema, "kind", kind, "basic")
        searcher = self._index.searcher()
        best = searcher.search(wanted, 1, False, order_by_field="added").hits
        return int(str(searcher.doc(best[0][1])["key"][0]).partition(":")[2]) if best else -1


class TantivyBuilder:
    """A new index in a folder beside the one in use."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._name, self._count = folder, _name(), 0
        self._writer = _open(folder / self._name).writer(BUILD_HEAP, 1)

    def add(self, entries: Iterable[Entry]) -> int:
        """Add new entries; they are kept now and then, and at the swap."""
        count = 0
        for entry in entries:
            self._writer.add_document(document(entry))
            count += 1
        self._count += count
        if self._count >= BUILD_COMMIT:
            self._writer.commit()
            self._count = 0
        return count

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> None:
        """Replace entries and drop the removed ones."""
        put(self._writer, entries, removed)

    def settle(self) -> None:
        """Keep what was added; merging goes on in threads of its own."""
        self._writer.commit()

    def swap(self) -> None:
        """Put this index into use, then drop whatever else lies in the folder."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        _point(self._folder, self._name, 1)
        for other in self._folder.iterdir():
            if other.name not in (self._name, "current"):
                shutil.rmtree(other, ignore_errors=True) if other.is_dir() else other.unlink(missing_ok=True)

    def drop(self) -> None:
        """Throw away what was built."""
        self._writer = None
        shutil.rmtree(self._folder / self._name, ignore_errors=True)


def put(
    writer: Any,
    entries: Iterable[Entry],
    removed: Iterable[tuple[str, int]],
    may_know: Callable[[Entry], bool] = lambda _entry: True,
) -> None:
    """Hand entries to a writer, uncommitted, replacing those that it may know; then drop the removed ones beside them."""
    there = set()
    for entry in entries:
        key = f"{entry.kind}:{entry.id}"
        there.add(key)
        if may_know(entry):
            writer.delete_documents_by_term("key", key)
        writer.add_document(document(entry))
    for key in {f"{kind}:{ref}" for kind, ref in removed} - there:
        writer.delete_documents_by_term("key", key)


def _writer(index: Any) -> Any:
    try:
        return index.writer(HEAP, 1)
    except ValueError as error:
        if "lock" in str(error).lower():
            raise WriterElsewhere(str(error)) from error
        raise


def _open(folder: Path) -> Any:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tantivy.Index(schema(), path=str(folder))


def _name() -> str:
    return f"v{ANALYSIS}-{uuid.uuid4().hex[:8]}"


def _current(folder: Path) -> str:
    try:
        return (folder / "current").read_text()
    except FileNotFoundError:
        return ""


def _serial(folder: Path) -> int:
    number = _current(folder).partition(" ")[2]
    return int(number) if number.isdecimal() else 0


def _point(folder: Path, name: str, serial: int) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder / f"current.{os.getpid()}"
    new.write_text(f"{name} {serial}")
    new.replace(folder / "current")
