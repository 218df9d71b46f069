"""The checks of development, honours and their evidence."""

from __future__ import annotations

from datetime import date, datetime

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim, claim
from shushan.development import public as development
from shushan.honours import public as honours
from shushan.kernel.periods import add_months
from shushan.places import public as places
from shushan.regulations import public as regulations
from shushan.units import public as units

TALK = next(part for part in claim("C60").query.replace(";", " ").split() if part.startswith("DEV-"))
MONTHS = 12


def application(one: Claim, _at: datetime) -> Found:
    """C60: one application of that spring, its first step dated, and the talk that the rule asks for within a month."""
    year = int(one.period.split()[0])
    spring = [
        case for case in development.cases(today=as_of()) if date(year, 2, 1) <= case.opened_on < date(year, 6, 1)
    ]
    found = [(case, _talk(case)) for case in spring]
    whole = [
        talk
        for case, talk in found
        if talk is not None and case.steps and case.steps[0].step == "application"
        and talk.due_on == add_months(case.steps[0].on, 1)
    ]  # fmt: skip
    days = "; ".join(f"{case.opened_on}, talk due {talk.due_on if talk else 'never'}" for case, talk in found)
    return Found(days or "no application", len(spring) == len(whole) == int(one.value))


def recommendation(one: Claim, _at: datetime) -> Found:
    """C62: by the day of the report one branch, that of the site, is recommended by the bureau's committee; none is awarded."""
    found = [line for line in honours.honours(on=as_of()) if "五好党支部" in line.criteria.title]
    states = [line.state_on(as_of()) for line in found]
    recommended = states.count(honours.HonourState.RECOMMENDED)
    awarded = states.count(honours.HonourState.AWARDED)
    expected = [int(word.split()[0]) for word in one.value.split(",")]
    fits = all(line.body.endswith("局党委") and _is_of_the_site(line.unit_id) for line in found)
    return Found(f"{recommended} recommended, {awarded} awarded", [recommended, awarded] == expected and fits)


def evidence(one: Claim, _at: datetime) -> Found:
    """C63: twelve months or more of that branch's compliance are attached, and follow from the results of the rules."""
    found = [line for line in honours.honours(on=as_of()) if "五好党支部" in line.criteria.title]
    whole = [month for line in found for month in line.evidence if not month.criterion and month.rate is not None]
    if not found or len(whole) < MONTHS:
        return Found(f"{len(whole)} months attached", False)
    again = honours.pulled(found[0].unit_id, found[0].criteria, on=found[0].recommended_on)
    same = [(m.month, m.applicable) for m in again if not m.criterion] == [(m.month, m.applicable) for m in whole]
    text = f"{len(whole)} months: {sum(m.met for m in whole)} of {sum(m.applicable for m in whole)} duties met"
    return Found(text, same and len(found) == 1)


def _talk(case: development.CaseLine) -> regulations.Result | None:
    results = development.results_of(case, today=as_of())
    return next((result for result in results if result.rule.code == TALK), None)


def _is_of_the_site(unit_id: int) -> bool:
    named = claim("C61").stands_for.partition(" ")[0]
    sites = {site.id: site.name for site in places.sites()}
    return any(value.id == unit_id and sites.get(value.site_id or 0) == named for value in units.tree(on=as_of()))
