"""The shared search engine: full text of PostgreSQL on the tokens that we make ourselves, for several nodes.

The index is a table with a GIN index, written in the database's own transactions and made by this engine, not by a
migration: a new one is built beside it and takes its name at the swap. The rows are narrow (what orders and counts; facet
values are numbers, ``postgres_values``); the words lie outside them, so that counting a common word reads few pages
(decision 0076).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db import connection

from shushan.adapters import postgres_values as values
from shushan.adapters import postgres_words as words
from shushan.adapters.postgres_search import answer
from shushan.database.public import write
from shushan.search.public import ANALYSIS, Asked, Entry, Hits, Plan, WriterElsewhere

LIVE = "search_hits_v"
BUILDING = "search_building_"
FORMER = "search_index_v"  # tables of before: their words lay inside the rows
COLUMNS = "kind, ref, rank, year, ordering, facets, words"
_WRITER = 0x5EA2C4  # the advisory lock that the one writer holds as long as its connection lives


class PostgresEngine:
    """An index in the database; every process of every node sees the same."""

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> str:
        """Replace these entries and drop the removed ones, in one transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_WRITER])
            if not cursor.fetchone()[0]:
                raise WriterElsewhere("another connection writes the search index")
        with write():
            if not self.in_use():
                _create(_live())
                _add_indexes(_live())
            _put(_live(), entries, removed)
            return self.in_use()

    def search(self, plan: Plan, asked: Asked) -> Hits:
        """Answer a question with what was committed last."""
        return answer(_live(), plan, asked) if self.in_use() else Hits((), 0, {}, is_ready=False)

    def in_use(self) -> str:
        """Return a name of the table in use (it changes at a swap), or nothing when there is none of this analysis."""
        with connection.cursor() as cursor:
            # A plan compiled by the JIT costs more than these questions take.
            cursor.execute("SELECT to_regclass(%s)::oid, set_config('jit', 'off', false)", [_live()])
            number = cursor.fetchone()[0]
        return f"{_live()}:{number}" if number else ""

    def build(self) -> PostgresBuilder:
        """Begin a new table beside the one in use."""
        return PostgresBuilder()

    def close(self) -> None:
        """Let go of the writer's lock, so that another process may write."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")


class PostgresBuilder:
    """A new table beside the one in use; its indexes are made once, when it is full."""

    def __init__(self) -> None:
        self._table = BUILDING + uuid.uuid4().hex[:8]
        with write():
            for left in _tables(BUILDING):  # of a builder that died
                _drop(left)
            _create(self._table)

    def add(self, entries: Iterable[Entry]) -> int:
        """Add new entries by COPY, and return how many they were."""
        read = list(entries)  # loading them asks the same connection
        rows = _rows(read)
        with write(), connection.cursor() as cursor, cursor.copy(f"COPY {self._table} ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return len(rows)

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> None:
        """Add entries, replacing those of the same kind and id, and drop the removed ones."""
        with write():
            _put(self._table, entries, removed)

    def settle(self) -> None:
        """Make the indexes, while the old table serves."""
        with write():
            _add_indexes(self._table)

    def swap(self) -> None:
        """Give this table the name of the one in use; the caller's transaction makes it one step for everybody."""
        with write(), connection.cursor() as cursor:
            for old in (*_tables(LIVE), *_tables(FORMER)):
                _drop(old)
            cursor.execute(f"ALTER TABLE {self._table} RENAME TO {_live()}")

    def drop(self) -> None:
        """Throw away what was built."""
        with write():
            _drop(self._table)


def _live() -> str:
    return f"{LIVE}{ANALYSIS}"


def _tables(beginning: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, %s) "
            "AND pg_table_is_visible(oid)",
            [beginning],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _drop(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _create(table: str) -> None:
    """Make an empty table.

    PostgreSQL moves words out of a row only when the row is longer than 2 kB, however narrow it should be afterwards:
    ``filling`` is as long, and 35 bytes once it is compressed. With the words inside, a row is eight times as wide.
    """
    values.ensure()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {table} (kind text NOT NULL, ref bigint NOT NULL, rank integer NOT NULL, "
            "year integer NOT NULL, ordering bigint NOT NULL, facets integer[] NOT NULL, words tsvector NOT NULL, "
            "filling text NOT NULL DEFAULT repeat(' ', 2100), PRIMARY KEY (kind, ref)) WITH (toast_tuple_target = 256)"
        )
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN facets SET STORAGE MAIN")


def _add_indexes(table: str) -> None:
    with connection.cursor() as cursor:
        # A list of pending entries would make each question slower until it is merged.
        cursor.execute(f"CREATE INDEX ON {table} USING gin (words) WITH (fastupdate = off)")
        for order in ("rank DESC, ref", "year DESC, ref", "ordering, ref", "ref"):
            cursor.execute(f"CREATE INDEX ON {table} ({order})")
        cursor.execute(f"ANALYZE {table}")


def _put(table: str, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> None:
    with connection.cursor() as cursor:
        rows = _rows(list(entries))
        cursor.executemany(
            f"INSERT INTO {table} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector) ON CONFLICT (kind, ref) DO UPDATE SET "
            "rank = excluded.rank, year = excluded.year, ordering = excluded.ordering, facets = excluded.facets, "
            "words = excluded.words",
            rows,
        )
        gone: dict[str, list[int]] = {}
        for kind, ref in set(removed) - {(row[0], row[1]) for row in rows}:
            gone.setdefault(kind, []).append(ref)
        for kind, refs in gone.items():
            cursor.execute(f"DELETE FROM {table} WHERE kind = %s AND ref = ANY(%s)", [kind, refs])


_Row = tuple[str, int, int, int, int, list[int], str]  # what COLUMNS names


def _rows(entries: Sequence[Entry]) -> list[_Row]:
    said = [words.facets_of(entry) for entry in entries]
    number = values.numbers({value for some in said for value in some})
    return [
        (e.kind, e.id, e.rank, e.year, e.order, [number[value] for value in some], words.vector(e))
        for e, some in zip(entries, said, strict=True)
    ]
