"""The checks of the organisation's structure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim, claim
from shushan.organisation import public as organisation
from shushan.places import public as places
from shushan.units import public as units

GENERAL, BRANCH = organisation.UnitKind.GENERAL_BRANCH, organisation.UnitKind.BRANCH


def pattern(one: Claim, _at: datetime) -> Found:
    """C38: on the day of the report one general branch with exactly the branches under it that the claim says."""
    tops, under = _structure(as_of())
    expected = [int(number) for number in one.value.split("+")]
    text = f"{len(tops)} + {len(under)}: {'; '.join(value.name for value in (*tops, *under))}"
    return Found(text, [len(tops), len(under)] == expected)


def before_and_after(one: Claim, _at: datetime) -> Found:
    """C39: before the approval the old structure, from its day on the new one."""
    case = _case()
    if case is None or case.effective_on is None:
        return Found("no approved change under the general branch", False)
    before, after = (len(_structure(day)[1]) for day in (case.effective_on - timedelta(days=1), case.effective_on))
    text = f"{before} branches before {case.effective_on}, {after} from then on"
    return Found(text, before != after and after == int(one.value))


def approved(one: Claim, _at: datetime) -> Found:
    """C40: one approved change with its body, number and day; nothing of it holds before."""
    cases = [case for case in organisation.cases() if _is_of_the_year(case)]
    if len(cases) != int(one.value) or cases[0].document is None or cases[0].effective_on is None:
        return Found(f"{len(cases)} approved changes in {as_of().year}", False)
    [case] = cases
    paper = case.document
    on = case.effective_on
    assert paper is not None and on is not None
    early = [value.name for value in units.tree(on=on - timedelta(days=1)) if value.basis == _subject(case)]
    is_whole = bool(paper.number) and paper.body.endswith(BODY) and paper.dated_on <= on
    return Found(f"{paper.body} {paper.number}, {paper.dated_on}; in effect from {on}", is_whole and not early)


def of_the_site(one: Claim, _at: datetime) -> Found:
    """C61: one of the branches belongs to the site whose name it bears."""
    sites = {site.id: site.name for site in places.sites()}
    _tops, under = _structure(as_of())
    named = one.stands_for.partition(" ")[0]
    found = [value for value in under if sites.get(value.site_id or 0) == named and value.name.startswith(named)]
    return Found("; ".join(value.name for value in found), len(found) == int(one.value))


BODY = claim("C40").quote.partition("经")[2].partition("批复")[0]  # who approved, in the report's words


def _structure(on: date) -> tuple[list[units.UnitValue], list[units.UnitValue]]:
    tree = units.tree(on=on)
    tops = [value for value in tree if value.kind == GENERAL]
    ids = {value.id for value in tops}
    return tops, [value for value in tree if value.kind == BRANCH and value.parent_id in ids]


def _is_of_the_year(case: organisation.CaseLine) -> bool:
    return case.effective_on is not None and case.effective_on.year == as_of().year and case.effective_on < as_of()


def _case() -> organisation.CaseLine | None:
    return next((case for case in organisation.cases() if _is_of_the_year(case)), None)


def _subject(case: organisation.CaseLine) -> str:
    return f"organisation.structure-case:{case.id}"
