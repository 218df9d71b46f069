"""How an entry lies in tantivy: positions where phrases are asked, bare terms elsewhere, columns to order and count by."""

from __future__ import annotations

from typing import Any

import tantivy

from shushan.search.public import FACETS, Entry

PLACED = ("title", "author", "subject", "pinyin", "names")
BARE = ("also", "code", "joined", "initials", "edge")
COLUMNS = ("rank", "year_", "order", "added")


def schema() -> Any:
    """Return the schema."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in PLACED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="basic")
    for name in BARE:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in COLUMNS:
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def document(entry: Entry) -> Any:
    """Return an entry as a document of tantivy."""
    made = tantivy.Document()
    made.add_text("key", f"{entry.kind}:{entry.id}")
    for name, values in entry.texts.items():
        for value in values:
            placed = [tantivy.Token(token, position, 0, 0) for position, token in value]
            if placed:
                made.add_pre_tokenized_text(name, tantivy.PreTokenizedString("", placed))
    for name, terms in entry.terms.items():
        for term in terms:
            made.add_text(name, term)
    for name, facets in entry.facets.items():
        for facet in facets if name in FACETS else ():
            made.add_text(name, facet)
    made.add_unsigned("rank", entry.rank)
    made.add_unsigned("year_", entry.year)
    made.add_unsigned("order", entry.order)
    made.add_unsigned("added", entry.id)
    return made
