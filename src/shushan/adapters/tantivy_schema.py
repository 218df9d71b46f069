"""How an entry lies in tantivy: positions where phrases are asked, bare terms elsewhere, columns to order and count by."""

from __future__ import annotations

from typing import Any

import tantivy

from shushan.search.public import FACETS, Entry

PLACED = ("title", "author", "subject", "pinyin", "names")
# What has neither positions nor a field of its own: one dictionary, a letter before each token says what it is.
BARE = {"also": "l", "code": "c", "joined": "j", "initials": "i", "edge": "e"}
# The values of a facet lie together in one column (``C`` and ``H`` as one value): counting several values of each record
# takes three times as long. What narrows an answer is the field ``facet``.
BETWEEN = "\x1f"
COLUMNS = ("rank", "year_", "order", "added")


def schema() -> Any:
    """Return the schema."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in PLACED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("body", "bare"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic")
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
            if value and isinstance(value, str):  # tantivy parts the tokens at the spaces
                made.add_text(name, value)
            elif value:
                placed = [tantivy.Token(token, position, 0, 0) for position, token in value]
                made.add_pre_tokenized_text(name, tantivy.PreTokenizedString("", placed))
    bare = [BARE[name] + term for name, terms in entry.terms.items() if name in BARE for term in terms]
    if bare:
        made.add_text("bare", " ".join(bare))
    if body := entry.terms.get("body"):
        made.add_text("body", " ".join(body))
    for name, facets in entry.facets.items():
        if name in FACETS and facets:
            made.add_text(name, BETWEEN.join(facets))
            for facet in facets:
                made.add_text("facet", f"{name}:{facet}")
    made.add_unsigned("rank", entry.rank)
    made.add_unsigned("year_", entry.year)
    made.add_unsigned("order", entry.order)
    made.add_unsigned("added", entry.id)
    return made
