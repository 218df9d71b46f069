"""The face of the database room."""

from shushan.database.bulk import insert_many
from shushan.database.kept import kept_secret
from shushan.database.prepared import Prepared
from shushan.database.triggers import AppendOnly, NoOverlap
from shushan.database.writing import in_write, write

__all__ = ["AppendOnly", "NoOverlap", "Prepared", "in_write", "insert_many", "kept_secret", "write"]
