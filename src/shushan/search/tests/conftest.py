"""An engine of its own for each test: tantivy in a folder that goes away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.search import ports
from shushan.search.ports import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Wire an empty engine."""
    before = list(ports._engine)
    made = TantivyEngine(tmp_path / "index")
    ports.use(made)
    yield made
    made.close()
    ports._engine[:] = before
