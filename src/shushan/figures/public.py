"""The face of the figures."""

from shushan.figures.cards import card, for_public, taken_apart
from shushan.figures.errors import EmptyPeriod, NoSuchMeasure, NotReopened
from shushan.figures.exporting import ROW_HEAD, row_lines
from shushan.figures.kinds import LEAST
from shushan.figures.ports import Definitions, Sites, use, use_definitions
from shushan.figures.queries import DIGEST_UP_TO, by_day, cells, digest, months, opening, rows, sites_in, value
from shushan.figures.registry import declare, every_measure, in_force, measure, turns
from shushan.figures.subjects import address_of, subject_page
from shushan.figures.terms import (
    Breakdown,
    Card,
    Cell,
    DimPart,
    DimParts,
    FactPart,
    FigureAct,
    Kind,
    Measure,
    Method,
    MonthPart,
    Reach,
    Scope,
    SiteName,
    SitePart,
    Value,
)

__all__ = [
    "DIGEST_UP_TO",
    "LEAST",
    "ROW_HEAD",
    "Breakdown",
    "Card",
    "Cell",
    "Definitions",
    "DimPart",
    "DimParts",
    "EmptyPeriod",
    "FactPart",
    "FigureAct",
    "Kind",
    "Measure",
    "Method",
    "MonthPart",
    "NoSuchMeasure",
    "NotReopened",
    "Reach",
    "Scope",
    "SiteName",
    "SitePart",
    "Sites",
    "Value",
    "address_of",
    "by_day",
    "card",
    "cells",
    "declare",
    "digest",
    "every_measure",
    "for_public",
    "in_force",
    "measure",
    "months",
    "opening",
    "row_lines",
    "rows",
    "sites_in",
    "subject_page",
    "taken_apart",
    "turns",
    "use",
    "use_definitions",
    "value",
]
