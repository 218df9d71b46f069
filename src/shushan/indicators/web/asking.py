"""What the pages share: a figure, period and sites read from an address or a form; who may see rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.figures.web import scopes
from shushan.indicators.terms import Asked, PeriodKind
from shushan.kernel.errors import Invalid
from shushan.ledger.public import local_day
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.units import public as units


def asked_from(query: QueryDict, at: datetime, code: str) -> Asked:
    """Return the question that an address asks, in the form of the figures' own addresses.

    :raises Invalid: a date or a site cannot be understood, or the period is a single day
    """
    scope, form = scopes.read(query, at)
    if form.period == "day":
        raise Invalid(_("数值按月、季、年或起止日期签认"), field="period")
    period = PeriodKind(form.period)
    return Asked(code, period, scope.until, scope.since, scope.site_ids, scope.unit_ids, scope.dims)


def site_names() -> dict[int, str]:
    """Return the names of the sites in the language of the page, in one query."""
    return {site.id: called(site) for site in places.sites()}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of sites and units in the language of the page."""

    sites: Mapping[int, str]
    units: Mapping[int, str]


def known_names(at: datetime) -> Names:
    """Return the names of all sites and units, also of those that closed, in two queries."""
    return Names(site_names(), {one.id: called(one) for one in units.names(on=local_day(at)).values()})


def scope_words(asked: Asked, known: Names) -> str:
    """Return the sites, units and part of a question in words."""
    said = [known.sites.get(site_id, str(site_id)) for site_id in asked.site_ids or ()]
    said += [known.units.get(unit_id, str(unit_id)) for unit_id in asked.unit_ids or ()]
    said += [_part_words(asked, name, value) for name, value in asked.dims]
    return "、".join(said) if said else _("全馆")


def _part_words(asked: Asked, name: str, value: object) -> str:
    measure = figures.in_force(asked.code, on=asked.until)
    part = f"{name}:{'' if value is None else value}"
    breakdown = next((str(one.name) for one in measure.breakdowns if name in one.keys), name)
    return f"{breakdown}：{called(figures.part_words(measure, part, until=asked.until))}"


def address_of_figure(asked: Asked) -> str:
    """Return the query under which the figure's own card asks the same question as known today."""
    codes = {site.id: site.code for site in places.sites()}
    last = asked.until.fromordinal(asked.until.toordinal() - 1)
    query = QueryDict(mutable=True)
    if asked.since is None:
        query.update({"period": "reopening", "until": last.isoformat()})
    else:
        query.update({"period": "range", "since": asked.since.isoformat(), "until": last.isoformat()})
    query.setlist("site", [codes[site_id] for site_id in asked.site_ids or () if site_id in codes])
    query.setlist("unit", [str(unit_id) for unit_id in asked.unit_ids or ()])
    if asked.dims:
        name, value = asked.dims[0]
        query["part"] = f"{name}:{'' if value is None else value}"
    return query.urlencode()


def names(labels: list[str]) -> Mapping[str, str]:
    """Return the names behind actors' labels."""
    return people.names_of_actors([label for label in labels if label])


def may_see_rows(request: Request, found: figures.Value) -> bool:
    """Say whether the actor may see the entries of every site that a value counts."""
    allowed = request.actor.sites(figures.FigureAct.SEE_ROWS)
    spans = [span for leaf in found.leaves for span in leaf.spans]
    return allowed is None or (bool(allowed) and all(s.site_id is None or s.site_id in allowed for s in spans))


def same_last_year(asked: Asked) -> Asked | None:
    """Return the same question a year earlier; None since reopening. 29 February becomes the 28th."""
    if asked.since is None:
        return None
    from shushan.kernel.periods import add_months

    return replace(asked, since=add_months(asked.since, -12), until=add_months(asked.until, -12))
