"""Ask tantivy: the steps of a plan one after the other, each ordered by use and newness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from shushan.adapters.tantivy_schema import BARE, BETWEEN
from shushan.search.public import FACETS, All, AnyOf, Asked, Asking, Hits, Near, Plan, Prefix, Sort, Term

COUNTED = 24  # values of a facet
MIXTURES = 5000  # mixtures of values that are counted; twelve sites have 4095
_ORDER = {
    Sort.YEAR: ("year_", tantivy.Order.Desc),
    Sort.USE: ("rank", tantivy.Order.Desc),
    Sort.NEW: ("added", tantivy.Order.Desc),
    Sort.TITLE: ("order", tantivy.Order.Asc),
}
_SIGNS = re.compile(r"[\\.+*?()|\[\]{}^$]")
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


def answer(index: Any, plan: Plan, asked: Asked) -> Hits:
    """Return the page that is asked for, how many there are in all, and the facets."""
    schema, searcher = index.schema, index.searcher()
    limits = _limits(schema, asked)
    steps = [] if plan.is_everything else [step.asking for step in plan.tiers if not step.is_last_resort]
    whole = _whole(schema, plan.union(), limits) if not plan.is_everything else _everything(limits)
    total, facets, first = _counted(searcher, whole, asked)
    if not total and any(step.is_last_resort for step in plan.tiers):
        steps = [plan.last_resort()]
        whole = _whole(schema, plan.last_resort(), limits)
        total, facets, first = _counted(searcher, whole, asked)
    if not total:
        return Hits((), 0, {})
    if asked.limit < 1:  # tantivy panics when it is asked for none
        return Hits((), total, facets)
    if plan.is_everything or asked.sort is not Sort.FIT:
        field, order = _ORDER.get(asked.sort, _ORDER[Sort.YEAR])
        found = searcher.search(whole, asked.limit, False, order_by_field=field, offset=asked.offset, order=order).hits
    else:
        found = _by_steps(searcher, [query(schema, step) for step in steps], limits, asked, whole, first, total)
    keys = [str(searcher.doc(address)["key"][0]) for _score, address in found]
    refs = tuple((kind, int(ref)) for kind, _colon, ref in (key.partition(":") for key in keys))
    return Hits(refs, total, facets)


def _counted(searcher: Any, whole: Any, asked: Asked) -> tuple[int, dict[str, tuple[tuple[str, int], ...]], list[Any]]:
    """Return how many answer, the counts of the facets, and (where none is counted) the best used, all in one pass."""
    if asked.counts:
        total, facets = _facets(searcher, whole, asked.counts)
        return total, facets, []
    most = max(asked.limit, 0) * 2 + 1  # as many as the last step may need
    told = searcher.search(whole, most, True, order_by_field="rank")
    return int(told.count), {}, told.hits


def _by_steps(
    searcher: Any,
    steps: list[Any],
    limits: list[tuple[Any, Any]],
    asked: Asked,
    whole: Any,
    first: list[Any],
    total: int,
) -> list[Any]:
    """Return the hits of a page: each step without what the steps before it found.

    What the last step finds is the whole without what was found before: on the first page it is taken from there.
    """
    found: list[Any] = []
    before: list[Any] = []
    skip = asked.offset
    for n, step in enumerate(steps, start=1):
        want = asked.limit - len(found)
        if n == len(steps) and not asked.offset:
            best = first or searcher.search(whole, asked.limit + len(found), False, order_by_field="rank").hits
            there = {_address(one) for one in found}
            return found + [one for one in best if _address(one) not in there][:want]
        mine = tantivy.Query.boolean_query([(_MUST, step), *limits, *((_NOT, one) for one in before)])
        got = searcher.search(mine, want, skip > 0, order_by_field="rank", offset=skip)
        found += got.hits
        if len(found) >= min(asked.limit, total - asked.offset):
            break
        skip = max(0, skip - int(got.count)) if skip else 0
        before.append(step)
    return found


def _address(hit: Any) -> tuple[int, int]:
    return hit[1].segment_ord, hit[1].doc


def query(schema: Any, asking: Asking) -> Any:
    """Return what is asked in tantivy's own queries."""
    make = tantivy.Query
    match asking:
        case Term(field, token) if field in BARE:
            return make.term_query(schema, "bare", BARE[field] + token, "basic")
        case Term(field, token):
            return make.term_query(schema, field, token, "basic")
        case Near(field, tokens):
            return make.phrase_query(schema, field, list(tokens))
        case Prefix(field, beginning) if field in BARE:
            return make.regex_query(schema, "bare", f"{BARE[field]}{_literal(beginning)}.*")
        case Prefix(field, beginning):
            return make.regex_query(schema, field, f"{_literal(beginning)}.*")
        case All(parts):
            return make.boolean_query([(_MUST, query(schema, part)) for part in parts])
        case AnyOf(()):
            return make.empty_query()
        case AnyOf(parts):
            return make.boolean_query([(_SHOULD, query(schema, part)) for part in parts])


def _literal(text: str) -> str:
    """Return a text in which nothing is a sign of a regular expression."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _whole(schema: Any, asking: Asking, limits: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query([(_MUST, query(schema, asking)), *limits])


def _everything(limits: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query([(_MUST, tantivy.Query.all_query()), *limits])


def _limits(schema: Any, asked: Asked) -> list[tuple[Any, Any]]:
    """Return the wanted facet values (of one facet any, of several all) and what must not come."""
    make, by_facet = tantivy.Query, dict[str, list[str]]()
    for name, value in asked.facets:
        if name in FACETS:
            by_facet.setdefault(name, []).append(
                f"{name}:{value}".encode("utf-8", "ignore").decode("utf-8")
            )  # no lone surrogates
    found = [(_MUST, make.term_set_query(schema, "facet", values)) for values in by_facet.values()]
    without = [make.term_query(schema, "key", f"{kind}:{ref}", "basic") for kind, ref in asked.without]
    return [*found, *((_NOT, one) for one in without)]


def _facets(searcher: Any, whole: Any, names: Sequence[str]) -> tuple[int, dict[str, tuple[tuple[str, int], ...]]]:
    """Return how many documents answer, and the counts of these facets, the most frequent value first."""
    wanted: dict[str, Any] = {name: {"terms": {"field": name, "size": MIXTURES}} for name in names}
    told = searcher.aggregate(whole, wanted | {"": {"value_count": {"field": "rank"}}})
    return int(told[""]["value"]), {name: _summed(told[name]["buckets"]) for name in names if name in told}


def _summed(buckets: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Return the counts of single values from those of the mixtures in the column."""
    counts: Counter[str] = Counter()
    for bucket in buckets:
        for value in str(bucket["key"]).split(BETWEEN):
            counts[value] += int(bucket["doc_count"])
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:COUNTED])
