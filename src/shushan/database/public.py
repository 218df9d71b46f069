"""The face of the database room."""

from shushan.database import birth
from shushan.database.bulk import among, insert_many, insert_rows, stamp, stamper
from shushan.database.kept import kept_secret
from shushan.database.migrating import packages_first
from shushan.database.pacing import Pace, take_slice, to_the_end
from shushan.database.prepared import OneOf, Prepared
from shushan.database.rows import insert_row, swap
from shushan.database.sessions import look_after_sessions
from shushan.database.sharing import Writer, share_commit
from shushan.database.statements import Statement
from shushan.database.triggers import AppendOnly, NoOverlap, NotedChanges, RefuseInsert
from shushan.database.walking import every_key
from shushan.database.writing import in_write, is_waited_for, write, write_patiently, write_within

__all__ = [
    "AppendOnly",
    "NoOverlap",
    "NotedChanges",
    "OneOf",
    "Pace",
    "Prepared",
    "RefuseInsert",
    "Statement",
    "Writer",
    "among",
    "birth",
    "every_key",
    "in_write",
    "insert_many",
    "insert_row",
    "insert_rows",
    "is_waited_for",
    "kept_secret",
    "look_after_sessions",
    "packages_first",
    "share_commit",
    "stamp",
    "stamper",
    "swap",
    "take_slice",
    "to_the_end",
    "write",
    "write_patiently",
    "write_within",
]
