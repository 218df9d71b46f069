"""An engine of its own for each test: tantivy in a folder that goes away; on PostgreSQL its full text as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shushan.adapters.postgres_engine import PostgresEngine
from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.search import ports
from shushan.search.ports import Engine

ENGINES = ("tantivy", "postgres") if os.environ.get("SHUSHAN_TEST_DATABASE") == "postgres" else ("tantivy",)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Wire an empty engine."""
    before = list(ports._engine)
    made: TantivyEngine | PostgresEngine
    if request.param == "postgres":
        request.getfixturevalue("db")
        made = PostgresEngine()
        made.build().swap()
    else:
        made = TantivyEngine(tmp_path / "index")
    ports.use(made)
    yield made
    made.close()
    ports._engine[:] = before
