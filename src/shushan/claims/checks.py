"""The checks that this storey can answer, one function a claim. They read public queries only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from shushan.claims import duties, life, membership, reported, structure, studying
from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim, claim
from shushan.figures import public as figures
from shushan.kernel.errors import Refused
from shushan.newsroom import public as newsroom
from shushan.places import public as places

ARTICLE = "work-report-2020"


def since_reopening(code: str, at: datetime) -> figures.Card:
    """Return a figure since reopening, to the day before the report, each site from its own day."""
    return figures.card(code, scope=figures.Scope(until=as_of()), at=at)


def published(one: Claim, at: datetime) -> Found:
    """C01: the article with the report's sentence is published on that day."""
    article = newsroom.article_by_slug(ARTICLE)
    if article is None:
        return Found("no article", False)
    return Found(article.published_on.isoformat(), article.published_on.isoformat() == one.value)


def visits(one: Claim, at: datetime) -> Found:
    """C04: the visits since reopening; the rows and the sites sum to the same number."""
    return _additive(one, "V01", at)


def issues_and_returns(one: Claim, at: datetime) -> Found:
    """C05: issues plus returns since reopening, shown separately; renewals do not count."""
    found = _additive(one, "L01", at)
    card = since_reopening("L01", at)
    parts = " + ".join(f"{part.fact.rpartition('.')[2]} {part.quantity}" for part in card.facts)
    counted = {part.fact for part in card.facts}
    return Found(f"{found.text} ({parts})", found.holds and "circulation.loan-renewed" not in counted)


def starts(one: Claim, at: datetime) -> Found:
    """C06: the start differs by site, and one fixed first day is labelled as another question."""
    days = {site.code: site.reopened_on for site in places.sites() if site.reopened_on}
    if len(days) < 2:
        return Found("fewer than two sites with a reopening day", False)
    spans = {span.site_id: span.since for span in since_reopening("V01", at).value.spans}
    own_days = all(spans.get(site.id) == site.reopened_on for site in places.sites() if site.reopened_on)
    fixed = figures.value("V01", scope=figures.Scope(since=min(days.values()), until=as_of()), at=at)
    text = ", ".join(f"{code} {day}" for code, day in sorted(days.items()))
    labelled = not fixed.is_since_reopening
    noticed = {day.isoformat() for day in days.values()} == NOTICED
    return Found(text, own_days and labelled and noticed and len(set(days.values())) > 1)


NOTICED = {part for part in claim("C06").query.replace(",", " ").replace(")", " ").split() if part[:3] == "202"}


def _additive(one: Claim, code: str, at: datetime) -> Found:
    try:
        card = since_reopening(code, at)
    except Refused as refusal:
        return Found(refusal.message or refusal.code, False)
    expected = int(one.value)
    by_rows, after = 0, 0
    while some := figures.rows(card.value, after=after, limit=5000):
        by_rows += sum(row.quantity for row in some)
        after = some[-1].id
    by_sites = sum(part.quantity for part in card.sites)
    last = max((span.until for span in card.value.spans), default=as_of()) - timedelta(days=1)
    text = f"{card.value.quantity} to {last} (rows {by_rows}, sites {by_sites})"
    return Found(text, card.value.quantity == by_rows == by_sites == expected)


Check = Callable[[Claim, datetime], Found]
CHECKS: dict[str, Check] = {
    "C01": published,
    "C02": reported.titled,
    "C03": life.speaker,
    "C04": visits,
    "C05": issues_and_returns,
    "C06": starts,
    "C07": duties.owned,
    "C08": duties.measured,
    "C38": structure.pattern,
    "C39": structure.before_and_after,
    "C40": structure.approved,
    "C41": studying.channel_for_all,
    "C42": studying.channels_outside,
    "C43": studying.without_a_break,
    "C44": studying.days_of_the_month,
    "C45": studying.a_work_each,
    "C46": studying.an_essay_each,
    "C47": studying.the_series,
    "C48": studying.named_course,
    "C49": life.watched_and_discussed,
    "C52": life.planned_only,
    "C60": membership.application,
    "C61": structure.of_the_site,
    "C62": membership.recommendation,
    "C63": membership.evidence,
    "C66": duties.demonstration_zone,
    "C67": duties.civilised_district,
}
