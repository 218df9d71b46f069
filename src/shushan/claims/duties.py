"""The checks of duties and evaluation sets."""

from __future__ import annotations

from datetime import date, datetime

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim
from shushan.indicators import public as indicators
from shushan.organisation import public as organisation
from shushan.units import public as units


def owned(one: Claim, _at: datetime) -> Found:
    """C07: every duty has one accountable person, who stands on a roster under the general branch that the chain begins with."""
    found = indicators.register(on=as_of())
    unowned = [line for line in found if line.accountable is None]
    chained = [line for line in found if _is_chained(line, found)]
    text = f"{len(found)} duties, {len(unowned)} without one accountable person, {len(chained)} in an unbroken chain"
    return Found(text, bool(found) and len(unowned) == int(one.value) and len(chained) == len(found))


def measured(one: Claim, _at: datetime) -> Found:
    """C08: every duty has an indicator on that day; some of the same duties had none the year before."""
    before, now = indicators.register(on=date(as_of().year - 1, 12, 31)), indicators.register(on=as_of())
    soft = [line for line in now if not line.links]
    soft_before = {line.id for line in before if not line.links}
    hardened = [line for line in now if line.links and line.id in soft_before]
    text = f"{len(now)} duties, {len(soft)} without an indicator; of {len(before)} a year before {len(soft_before)} had none"
    return Found(text, bool(now) and len(soft) == int(one.value) and bool(hardened))


def demonstration_zone(one: Claim, _at: datetime) -> Found:
    """C66: one set for the demonstration zone in force, each criterion mapped to an indicator or marked as not ours."""
    return _set(one, "公共文化服务体系示范区")


def civilised_district(one: Claim, _at: datetime) -> Found:
    """C67: one set for the civilised district in force, with its coverage."""
    return _set(one, "文明城区")


def _set(one: Claim, named: str) -> Found:
    found = [line for line in indicators.sets(on=as_of()) if named in line.name]
    sound = all(line.criteria and not line.unplaced and line.source for line in found)
    text = "; ".join(
        f"{line.name} v{line.version}: {line.mapped} of {line.criteria} mapped, {line.coverage} %" for line in found
    )
    return Found(text or "no such set in force", len(found) == int(one.value) and sound)


def _is_chained(line: indicators.DutyLine, register: list[indicators.DutyLine]) -> bool:
    """Say whether a duty stands at a branch under a general branch (or at that one, divided among branches) and is held there."""
    tree = {unit.id: unit for unit in units.tree(on=as_of())}
    unit, owner = tree.get(line.unit_id), line.accountable
    if unit is None or owner is None:
        return False
    if unit.kind == organisation.UnitKind.GENERAL_BRANCH:
        parts = [one for one in register if one.parent_id == line.id]
        under = units.descendants(unit.id, on=as_of())
        return bool(parts) and any(
            m.person_id == owner.person_id and m.unit_id in under for m in organisation.roster(on=as_of())
        )
    above = tree.get(unit.parent_id or 0)
    is_branch = unit.kind == organisation.UnitKind.BRANCH and above is not None
    holds = any(m.person_id == owner.person_id for m in organisation.roster(unit_ids=[unit.id], on=as_of()))
    return is_branch and above is not None and above.kind == organisation.UnitKind.GENERAL_BRANCH and holds
