"""The face of the database room."""

from shushan.database.triggers import AppendOnly, NoOverlap
from shushan.database.writing import in_write, write

__all__ = ["AppendOnly", "NoOverlap", "in_write", "write"]
