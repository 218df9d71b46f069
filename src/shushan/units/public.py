"""The face of the units."""

from shushan.units.governing import CaseNeeded, govern
from shushan.units.operations import change_unit, close_unit, found_unit
from shushan.units.queries import changes, descendants, history, names, reach, tree, unit, versions
from shushan.units.terms import Turn, UnitAct, UnitChange, UnitValue

__all__ = [
    "CaseNeeded",
    "Turn",
    "UnitAct",
    "UnitChange",
    "UnitValue",
    "change_unit",
    "changes",
    "close_unit",
    "descendants",
    "found_unit",
    "govern",
    "history",
    "names",
    "reach",
    "tree",
    "unit",
    "versions",
]
