"""Ask tantivy: the steps of a plan one after the other, each ordered by use and newness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from shushan.search.public import FACETS, All, AnyOf, Asked, Asking, Hits, Near, Plan, Prefix, Sort, Term

COUNTED = 24  # values of a facet
_ORDER = {
    Sort.YEAR: ("year_", tantivy.Order.Desc),
    Sort.USE: ("rank", tantivy.Order.Desc),
    Sort.NEW: ("added", tantivy.Order.Desc),
    Sort.TITLE: ("order", tantivy.Order.Asc),
}
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


def answer(index: Any, plan: Plan, asked: Asked) -> Hits:
    """Return the page that is asked for, how many there are in all, and the facets."""
    schema, searcher = index.schema, index.searcher()
    limits = _limits(schema, asked)
    steps = [] if plan.is_everything else [step.asking for step in plan.tiers if not step.is_last_resort]
    whole = _whole(schema, plan.union(), limits) if not plan.is_everything else _everything(limits)
    total = int(searcher.search(whole, limit=1, count=True).count)
    if not total and any(step.is_last_resort for step in plan.tiers):
        steps = [plan.last_resort()]
        whole = _whole(schema, plan.last_resort(), limits)
        total = int(searcher.search(whole, limit=1, count=True).count)
    if not total:
        return Hits((), 0, {})
    if asked.limit < 1:  # tantivy panics when it is asked for none
        return Hits((), total, _facets(searcher, whole, asked.counts))
    if plan.is_everything or asked.sort is not Sort.FIT:
        field, order = _ORDER.get(asked.sort, _ORDER[Sort.YEAR])
        found = searcher.search(whole, asked.limit, False, order_by_field=field, offset=asked.offset, order=order).hits
    else:
        found = _by_steps(searcher, [query(schema, step) for step in steps], limits, asked)
    keys = [str(searcher.doc(address)["key"][0]) for _score, address in found]
    refs = tuple((kind, int(ref)) for kind, _colon, ref in (key.partition(":") for key in keys))
    return Hits(refs, total, _facets(searcher, whole, asked.counts))


def _by_steps(searcher: Any, steps: list[Any], limits: list[tuple[Any, Any]], asked: Asked) -> list[Any]:
    """Return the hits of a page: each step without what the steps before it found."""
    found: list[Any] = []
    before: list[Any] = []
    skip = asked.offset
    for step in steps:
        mine = tantivy.Query.boolean_query([(_MUST, step), *limits, *((_NOT, one) for one in before)])
        want = asked.limit - len(found)
        got = searcher.search(mine, want, skip > 0, order_by_field="rank", offset=skip)
        found += got.hits
        if len(found) >= asked.limit:
            break
        skip = max(0, skip - int(got.count)) if skip else 0
        before.append(step)
    return found


def query(schema: Any, asking: Asking) -> Any:
    """Return what is asked in tantivy's own queries."""
    make = tantivy.Query
    match asking:
        case Term(field, token):
            return make.term_query(schema, field, token, "basic")
        case Near(field, tokens):
            return make.phrase_query(schema, field, list(tokens))
        case Prefix(field, beginning):
            return make.regex_query(schema, field, f"{beginning}.*")
        case All(parts):
            return make.boolean_query([(_MUST, query(schema, part)) for part in parts])
        case AnyOf(()):
            return make.empty_query()
        case AnyOf(parts):
            return make.boolean_query([(_SHOULD, query(schema, part)) for part in parts])


def _whole(schema: Any, asking: Asking, limits: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query([(_MUST, query(schema, asking)), *limits])


def _everything(limits: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query([(_MUST, tantivy.Query.all_query()), *limits])


def _limits(schema: Any, asked: Asked) -> list[tuple[Any, Any]]:
    """Return the wanted facet values (of one facet any, of several all) and what must not come."""
    make, by_facet = tantivy.Query, dict[str, list[str]]()
    for name, value in asked.facets:
        if name in FACETS:
            by_facet.setdefault(name, []).append(value.encode("utf-8", "ignore").decode("utf-8"))  # no lone surrogates
    found = [(_MUST, make.term_set_query(schema, name, values)) for name, values in by_facet.items()]
    without = [make.term_query(schema, "key", f"{kind}:{ref}", "basic") for kind, ref in asked.without]
    return [*found, *((_NOT, one) for one in without)]


def _facets(searcher: Any, whole: Any, names: Sequence[str]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    if not names:
        return {}
    told = searcher.aggregate(whole, {name: {"terms": {"field": name, "size": COUNTED}} for name in names})
    return {
        name: tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in told[name]["buckets"])
        for name in names
        if name in told
    }
