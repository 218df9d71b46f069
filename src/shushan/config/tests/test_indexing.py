"""Who writes the index: the worker itself, or a second process while much waits."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.config.indexing import Indexer
from shushan.search import ports, providers
from shushan.search import public as search

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
WAITS = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")  # as the second process: until the pipe is closed


@pytest.fixture
def indexer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Indexer]:
    """Offer three thousand documents, an index that has them, and who keeps it."""

    def load(ids: Sequence[int]) -> list[search.Document]:
        return [search.Document("test", n, f"第{n}种") for n in ids]

    monkeypatch.setattr(providers, "_providers", {})
    search.register_provider("test", load=load, every_id=lambda: range(3000))
    before = list(ports._engine)
    engine = TantivyEngine(tmp_path / "index")
    search.use(engine)
    search.rebuild()
    made = Indexer(WAITS)
    yield made
    made.end()
    engine.close()
    ports._engine[:] = before


def test_little_is_written_here(indexer: Indexer) -> None:
    search.changed_many("test", range(10), at=AT)
    assert indexer.step()
    assert search.waiting() == 0
    assert not indexer.is_elsewhere()
    assert not indexer.step()


def test_much_is_left_to_a_second_process_which_may_write(indexer: Indexer, tmp_path: Path) -> None:
    search.changed_many("test", [1], at=AT)
    assert indexer.step()  # this process holds the index now
    search.changed_many("test", range(3000), at=AT)
    assert not indexer.step()
    assert indexer.is_elsewhere()
    other = TantivyEngine(tmp_path / "index")  # the index was let go: another one may take it
    assert other.write([search.entry(search.Document("test", 1, "别处写的"))], [])
    other.close()
    assert not indexer.step()
    assert search.waiting() == 3000
    indexer.end()
    assert not indexer.is_elsewhere()
    while search.waiting() > 2000:
        search.index_some()
    while indexer.step():
        pass
    assert search.waiting() == 0


def test_no_index_at_all_is_the_business_of_a_second_process(indexer: Indexer, tmp_path: Path) -> None:
    search.use(TantivyEngine(tmp_path / "none"))
    assert not indexer.step()
    assert indexer.is_elsewhere()
