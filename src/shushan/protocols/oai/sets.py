"""The sets of selective harvesting: every site and every list that stands, below the two sets of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shushan.catalogue import public as catalogue
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.protocols.oai.asked import Wrong

SITES, LISTS = "site", "list"
_NAMES = {SITES: "在各馆区的馆藏 (held at any site)", LISTS: "在各专题书架上的 (on any list)"}
_TAG = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")  # what may stand between the colons of a set's name


@dataclass(frozen=True, slots=True)
class Set:
    """A set by its name in the protocol; ``ids`` are its sites or its lists, one or all of them."""

    spec: str
    name: str
    ids: tuple[int, ...]

    @property
    def is_of_sites(self) -> bool:
        """Say whether its ids are those of sites."""
        return self.spec.partition(":")[0] == SITES


def every() -> list[Set]:
    """Return the sets, each above those in it, in two queries: the sites, and the lists that stand today."""
    sites = [Set(f"{SITES}:{one.code}", one.name, (one.id,)) for one in places.sites() if _TAG.fullmatch(one.code)]
    lists = [Set(f"{LISTS}:{pk}", name, (pk,)) for pk, name in catalogue.harvest.lists(ledger.local_day(now()))]
    return [*_below(SITES, sites), *_below(LISTS, lists)]


def wanted(spec: str) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Return the sites or the lists of a set; None: it does not ask for any.

    :raises Wrong: noRecordsMatch, noSetHierarchy
    """
    if not spec:
        return None, None
    known = every()
    for one in known:
        if one.spec == spec:
            return (one.ids, None) if one.is_of_sites else (None, one.ids)
    raise Wrong("noRecordsMatch" if known else "noSetHierarchy", "there is no such set")


def specs_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the sets of these records, in four queries.

    A set that is said by one in it is not said again (section 2.6 of the protocol: the least number of setSpecs).
    """
    wanted_ids, known = list(ids), {one.spec for one in every()}
    sites, lists = catalogue.harvest.sites_of(wanted_ids), catalogue.harvest.lists_of(wanted_ids)
    said = {
        pk: (*(f"{SITES}:{code}" for code in sites.get(pk, ())), *(f"{LISTS}:{one}" for one in lists.get(pk, ())))
        for pk in wanted_ids
    }
    return {pk: tuple(spec for spec in specs if spec in known) for pk, specs in said.items()}


def _below(spec: str, some: list[Set]) -> list[Set]:
    """Return these sets below the set of all of them; nothing where there are none."""
    return [Set(spec, _NAMES[spec], tuple(pk for one in some for pk in one.ids)), *some] if some else []
