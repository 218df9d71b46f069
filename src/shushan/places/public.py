"""The face of the places."""

from shushan.places.operations import (
    close_site,
    edit_site,
    end_closure,
    open_site,
    set_hours,
    set_population,
    set_special_day,
)
from shushan.places.policy import Calendar
from shushan.places.queries import (
    calendar,
    calendars,
    closures,
    is_open_day,
    open_state,
    opening_of,
    populations,
    site,
    site_by_code,
    sites,
)
from shushan.places.terms import (
    ClosureValue,
    OpeningSpan,
    OpenState,
    PlaceAct,
    PopulationKind,
    PopulationValue,
    SiteValue,
)

__all__ = [
    "Calendar",
    "ClosureValue",
    "OpenState",
    "OpeningSpan",
    "PlaceAct",
    "PopulationKind",
    "PopulationValue",
    "SiteValue",
    "calendar",
    "calendars",
    "close_site",
    "closures",
    "edit_site",
    "end_closure",
    "is_open_day",
    "open_site",
    "open_state",
    "opening_of",
    "populations",
    "set_hours",
    "set_population",
    "set_special_day",
    "site",
    "site_by_code",
    "sites",
]
