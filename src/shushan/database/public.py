"""The face of the database room."""

from shushan.database.bulk import insert_many
from shushan.database.kept import kept_secret
from shushan.database.triggers import AppendOnly, NoOverlap
from shushan.database.writing import in_write, write

__all__ = ["AppendOnly", "NoOverlap", "in_write", "insert_many", "kept_secret", "write"]
