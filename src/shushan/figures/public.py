"""The face of the figures."""

from shushan.figures.errors import EmptyPeriod, NoSuchMeasure, NotReopened
from shushan.figures.ports import Sites, use
from shushan.figures.queries import DIGEST_UP_TO, by_day, card, digest, rows, sites_in, value
from shushan.figures.registry import declare, every_measure, measure
from shushan.figures.subjects import address_of, subject_page
from shushan.figures.terms import (
    Card,
    FactPart,
    FigureAct,
    Kind,
    Measure,
    Method,
    MonthPart,
    Scope,
    SiteName,
    SitePart,
    Value,
)

__all__ = [
    "DIGEST_UP_TO",
    "Card",
    "EmptyPeriod",
    "FactPart",
    "FigureAct",
    "Kind",
    "Measure",
    "Method",
    "MonthPart",
    "NoSuchMeasure",
    "NotReopened",
    "Scope",
    "SiteName",
    "SitePart",
    "Sites",
    "Value",
    "address_of",
    "by_day",
    "card",
    "declare",
    "digest",
    "every_measure",
    "measure",
    "rows",
    "sites_in",
    "subject_page",
    "use",
    "value",
]
