"""The face of the database room."""

from shushan.database.kept import kept_secret
from shushan.database.triggers import AppendOnly, NoOverlap
from shushan.database.writing import in_write, write

__all__ = ["AppendOnly", "NoOverlap", "in_write", "kept_secret", "write"]
