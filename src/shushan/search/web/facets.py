"""The facets of an answer, with their words."""

from __future__ import annotations

from shushan.search.terms import Hits
from shushan.search.web.asking import SHOWN, Wish
from shushan.search.web.labels import facet_label, site_names, value_label


def facets_of(asked: Wish, hits: Hits) -> list[tuple[str, str, list[tuple[str, str, int, bool]]]]:
    """Return (name, word, values) of the facets that can narrow the answer; a value is (value, word, count, chosen)."""
    found = []
    sites = site_names() if hits.facets.get("site") else {}
    for name in SHOWN:
        values = [
            (value, value_label(name, value, sites), count, (name, value) in asked.chosen)
            for value, count in hits.facets.get(name, ())
            if name != "available" or value == "in"
        ]
        if len(values) > 1 or name == "available" or any(one[3] for one in values):
            found.append((name, facet_label(name), values))
    return [facet for facet in found if facet[2]]
