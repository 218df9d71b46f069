"""The embedded search engine: tantivy in the home folder, on tokens that we make ourselves.

One writer (the worker); each process opens its own reader on first use, never before a fork, and reloads when the
version file says that something was committed. kill -9 loses only what was not committed, and the outbox still has it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy

from shushan.search.public import FACETS, Asked, Document, Hits, groups, initials, joined, tokens

HEAP = 30_000_000  # bytes; the smallest that tantivy takes for one thread is 15 MB
_TEXT = {"title": 6.0, "author": 3.0, "body": 1.0}


class TantivyEngine:
    """An index in a folder. Not safe to share across a fork: it opens lazily in each process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._pid = 0
        self._index: Any = None
        self._writer: Any = None
        self._seen = ""

    def write(self, documents: Sequence[Document], removed: Sequence[tuple[str, int]]) -> None:
        """Replace these documents and drop the removed ones, in one commit."""
        writer = self._open_writer()
        for kind, ref in [*removed, *((d.kind, d.id) for d in documents)]:
            writer.delete_documents_by_term("key", f"{kind}:{ref}")
        for document in documents:
            writer.add_document(_document(document))
        writer.commit()
        self._announce()

    def clear(self) -> None:
        """Drop everything."""
        writer = self._open_writer()
        writer.delete_all_documents()
        writer.commit()
        self._announce()

    def close(self) -> None:
        """Let go of the writer, so that another process may write."""
        with self._lock:
            self._writer, self._index, self._seen = None, None, ""

    def search(self, asked: Asked) -> Hits:
        """Answer a question with what was committed last."""
        index = self._open_reader()
        if index is None:
            return Hits((), 0, {}, is_ready=False)
        searcher = index.searcher()
        query = _query(index.schema, asked)
        found = searcher.search(query, limit=max(asked.limit, 1), count=True, offset=asked.offset)
        keys = [str(searcher.doc(address)["key"][0]) for _score, address in found.hits]
        refs = tuple((kind, int(ref)) for kind, _colon, ref in (key.partition(":") for key in keys))
        return Hits(refs, int(found.count), _facets(searcher, query) if found.count else {})

    def _open_writer(self) -> Any:
        with self._lock:
            self._forget_parent()
            if self._writer is None:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._index = tantivy.Index(_schema(), path=str(self._folder))
                self._writer = self._index.writer(HEAP, 1)
            return self._writer

    def _open_reader(self) -> Any:
        version = self._version()
        with self._lock:
            self._forget_parent()
            if not version:
                return None
            if self._index is None:
                self._index = tantivy.Index.open(str(self._folder))
            if version != self._seen:
                self._index.reload()
                self._seen = version
            return self._index

    def _forget_parent(self) -> None:
        if self._pid != os.getpid():
            self._index, self._writer, self._seen, self._pid = None, None, "", os.getpid()

    def _version(self) -> str:
        try:
            return (self._folder / "version").read_text()
        except FileNotFoundError:
            return ""

    def _announce(self) -> None:
        before = self._version()
        number = int(before) + 1 if before.isdecimal() else 1
        new = self._folder / "version.new"
        new.write_text(str(number))
        new.replace(self._folder / "version")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (*_TEXT, "pinyin"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("code", "joined", "initials"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(d: Document) -> Any:
    made = tantivy.Document()
    made.add_text("key", f"{d.kind}:{d.id}")
    made.add_text("title", " ".join(tokens(f"{d.title} {d.title_original}")))
    made.add_text("author", " ".join(tokens(d.author)))
    made.add_text("body", " ".join(tokens(d.text)))
    for code in d.codes:
        made.add_text("code", code.lower())
    for joined_form in {joined(d.title), joined(d.author, is_name=True)} - {""}:
        made.add_text("joined", joined_form)
    for short in {initials(d.title), initials(d.author, is_name=True)} - {""}:
        made.add_text("initials", short)
    made.add_text("kind", d.kind)
    for name, given in d.facets.items():
        values = given if isinstance(given, tuple) else (given,)
        for value in values:
            if value:
                made.add_text(name, value)
    return made


def _query(schema: Any, asked: Asked) -> Any:
    must, q, occur = [], tantivy.Query, tantivy.Occur
    for group in groups(asked.text):
        must.append((occur.Must, _group(schema, group)))
    by_facet: dict[str, list[str]] = {}
    for name, value in asked.facets:
        by_facet.setdefault(name, []).append(value)
    for name, values in by_facet.items():
        one_of = [(occur.Should, q.term_query(schema, name, value)) for value in values]
        must.append((occur.Must, q.const_score_query(q.boolean_query(one_of), 0.0)))
    if not must:
        return q.all_query()
    return q.boolean_query(must)


def _group(schema: Any, group: list[str]) -> Any:
    """One part of the question: its tokens stand together in some field, or it is a code, pinyin or initials."""
    q, should = tantivy.Query, []
    for name, boost in _TEXT.items():
        if len(group) == 1:
            should.append(q.boost_query(q.term_query(schema, name, group[0]), boost))
        else:
            should.append(q.boost_query(q.phrase_query(schema, name, list(group)), boost))
    whole = "".join(group)
    should.append(q.boost_query(q.term_query(schema, "code", whole), 20.0))
    if whole.isascii() and whole.isalnum():
        letters = "".join(c for c in whole if c.isalnum())
        should.append(q.boost_query(q.term_query(schema, "joined", letters), 8.0))
        should.append(q.boost_query(q.term_query(schema, "initials", letters), 2.0))
        if len(letters) >= 4:
            should.append(q.regex_query(schema, "joined", f"{letters}.*"))
            should.append(q.boost_query(q.regex_query(schema, "title", f"{letters}.*"), 0.5))
    return q.boolean_query([(tantivy.Occur.Should, one) for one in should])


def _facets(searcher: Any, query: Any) -> Mapping[str, tuple[tuple[str, int], ...]]:
    asked = {name: {"terms": {"field": name, "size": 24}} for name in FACETS}
    told = searcher.aggregate(query, asked)
    return {
        name: tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in told[name]["buckets"])
        for name in FACETS
        if name in told
    }
