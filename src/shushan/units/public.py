"""The face of the units."""

from shushan.units.operations import change_unit, close_unit, found_unit
from shushan.units.queries import descendants, history, tree, unit
from shushan.units.terms import UnitAct, UnitValue

__all__ = ["UnitAct", "UnitValue", "change_unit", "close_unit", "descendants", "found_unit", "history", "tree", "unit"]
