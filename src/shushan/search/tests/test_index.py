"""The index follows the database, also while it is built anew, and what is gone is not found."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

import pytest

from shushan.search import loading, operations, providers, rebuilding
from shushan.search import public as search
from shushan.search.models import Build, Change, Late
from shushan.search.ports import Engine
from shushan.search.rebuilding import SILENCE, BuildRunning, rebuild

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def shelf(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """Offer a kind whose documents stand in a dict."""
    titles = {1: "边城", 2: "长河"}

    def load(ids: Sequence[int]) -> list[search.Document]:
        return [search.Document("test", n, titles[n]) for n in ids if n in titles]

    monkeypatch.setattr(providers, "_providers", {})
    search.register_provider(
        "test", load=load, every_id=lambda: list(titles), live=lambda ids: {n for n in ids if n in titles}
    )
    rebuild()
    return titles


def _found(text: str) -> list[int]:
    return [ref for _kind, ref in search.search(search.Asked(text)).found]


def test_what_is_added_changed_and_gone(shelf: dict[int, str]) -> None:
    assert _found("边城") == [1]
    shelf |= {3: "边城新论", 2: "湘西"}
    search.changed_many("test", [2, 3], at=AT)
    assert search.index_some() == 2
    assert search.waiting() == 0
    assert _found("边城") == [1, 3]
    assert (_found("长河"), _found("湘西")) == ([], [2])


def test_what_has_to_look_at_each_hit_counts_no_further_than_is_enough(shelf: dict[int, str], engine: Engine) -> None:
    shelf |= {n: f"萧萧{n}" for n in range(3, 8)}
    search.changed_many("test", list(shelf), at=AT)
    search.index_some()
    for enough, looked in ((0, (5, False)), (5, (5, False)), (3, (3, True))):
        hits = search.search(search.Asked("萧萧", enough=enough, counts=("kind",)))
        assert (hits.total, hits.is_more) == (looked if type(engine).__name__ == "PostgresEngine" else (5, False))
        assert hits.facets["kind"] == (("test", hits.total),)
        assert len(hits.found) == 5  # what is shown is not cut


def test_a_document_written_again_stands_once_whoever_wrote_it_before(shelf: dict[int, str], engine: Engine) -> None:
    shelf |= {7: "萧萧", 9: "萧萧集"}
    seen: set[int] = set()
    for ids in ([9], [7], [9, 7], [7], [9]):
        search.changed_many("test", ids, at=AT)
        assert search.index_some() == len(ids)
        seen |= set(ids)
        assert sorted(_found("萧萧")) == sorted(seen)
        engine.close()  # the next slice is written by another writer, which did not see these
    assert search.search(search.Asked("")).total == 4
    del shelf[9]
    search.changed("test", 9, at=AT)
    search.index_some()
    shelf[9] = "萧萧集"  # a number that was there once
    search.changed_many("test", [9, 7], at=AT)
    search.index_some()
    assert sorted(_found("萧萧")) == [7, 9]
    assert search.search(search.Asked("")).total == 4


def test_what_fails_half_way_leaves_nothing_of_it(shelf: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    shelf |= {5: "柏子"}
    search.changed_many("test", [5], at=AT)
    kept = providers._providers["test"]

    def broken(ids: Sequence[int]) -> list[search.Document]:
        raise RuntimeError("the disk is gone")

    search.register_provider("test", load=broken, every_id=kept.every_id, live=kept.live)
    with pytest.raises(RuntimeError):
        search.index_some()
    monkeypatch.setitem(providers._providers, "test", kept)
    assert search.index_some() == 1
    assert _found("柏子") == [5]
    assert search.search(search.Asked("")).total == 3


def test_what_is_gone_is_not_found_even_before_the_index_knows(shelf: dict[int, str]) -> None:
    del shelf[1]
    hits = search.search(search.Asked("边城"))
    assert (hits.found, hits.total) == ((), 0)
    search.changed("test", 1, at=AT)
    assert search.search(search.Asked("边城")).total == 0
    search.index_some()
    assert search.search(search.Asked("")).total == 1


def test_a_single_act_goes_before_long_work(shelf: dict[int, str]) -> None:
    shelf |= {n: f"第{n}种" for n in range(100, 200)}
    search.changed_many("test", range(100, 200), at=AT)
    shelf[5] = "急件"
    search.changed("test", 5, at=AT)
    assert search.index_some(limit=1) == 1
    assert _found("急件") == [5]
    assert search.waiting() == 100


def test_single_acts_go_into_the_index_in_a_short_slice(shelf: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "SLICE", 10)
    shelf |= {n: f"第{n}种" for n in range(100, 200)} | {5: "急件"}
    search.changed_many("test", range(100, 200), at=AT)
    search.changed("test", 5, at=AT)
    assert search.index_some() == 10
    assert (_found("急件"), search.waiting()) == ([5], 91)
    assert search.index_some() == 91


def test_a_long_slice_ends_when_a_single_act_comes(
    shelf: dict[int, str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "SOON", 0)
    monkeypatch.setattr(loading, "SLICE", 10)
    shelf |= {n: f"第{n}种" for n in range(100, 200)} | {5: "急件"}
    search.changed_many("test", range(100, 200), at=AT)
    write = engine.write

    def interrupted(entries: Iterator[search.Entry], removed: Iterable[tuple[str, int]]) -> str:
        first = next(entries)
        search.changed("test", 5, at=AT)
        return write(chain([first], entries), removed)

    monkeypatch.setattr(engine, "write", interrupted)
    assert search.index_some() == 10
    assert (len(_found("种")), _found("急件"), search.waiting()) == (10, [], 91)  # what was not written still waits
    monkeypatch.setattr(engine, "write", write)
    monkeypatch.setattr(operations, "SOON", 60)
    assert search.index_some() == 91
    assert _found("急件") == [5]


def test_a_change_during_the_writing_is_not_lost(
    shelf: dict[int, str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.changed("test", 1, at=AT)
    write = engine.write

    def slow(*given: object) -> str:
        took = write(*given)  # type: ignore[arg-type]
        search.changed("test", 1, at=AT)
        return took

    monkeypatch.setattr(engine, "write", slow)
    search.index_some()
    assert Change.objects.get().ref == 1


def test_what_changes_while_an_index_is_built_is_in_the_new_one(
    shelf: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def meanwhile(done: int) -> None:
        shelf[7] = "半路来的"
        shelf.pop(2, None)
        search.changed_many("test", [7, 2], at=AT)
        assert search.index_some() == 2
        assert _found("半路来的") == [7]  # the old index serves and follows
        assert Late.objects.count() == 2
        seen.append(done)

    rebuild(meanwhile)
    assert seen
    assert (_found("半路来的"), _found("长河"), _found("边城")) == ([7], [], [1])
    assert not Late.objects.exists()
    assert not Build.objects.exists()


def test_what_waited_before_a_build_is_in_it_and_waits_no_longer(
    shelf: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "MARKED", 2)
    shelf |= {n: f"第{n}种" for n in range(10, 15)} | {2: "湘西"}
    search.changed_many("test", [*range(10, 15), 2, 99], at=AT)

    def meanwhile(_done: int) -> None:
        assert search.waiting() == 7  # the old index may still need it
        shelf[12] = "改了又改"
        search.changed("test", 12, at=AT)

    rebuild(meanwhile)
    assert (_found("湘西"), _found("第11种")) == ([2], [11])
    assert Change.objects.get().ref == 12
    assert search.index_some() == 1
    assert (_found("改了又改"), search.waiting()) == ([12], 0)


def test_a_build_that_fails_leaves_in_the_outbox_what_it_marked(shelf: dict[int, str]) -> None:
    shelf[2] = "湘西"
    search.changed("test", 2, at=AT)

    def fail(_done: int) -> None:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        rebuild(fail)
    assert search.index_some() == 1
    assert (_found("湘西"), search.waiting()) == ([2], 0)


def test_only_one_builds_at_a_time_and_a_dead_builder_does_not_block(shelf: dict[int, str]) -> None:
    before = search.is_ready()
    at = datetime.now(UTC)
    Build.objects.create(began_at=at, beat_at=at)
    with pytest.raises(BuildRunning):
        rebuild()
    assert before
    assert _found("边城") == [1]
    Build.objects.update(beat_at=at - SILENCE * 2)
    assert rebuild() == 2


def test_a_build_that_fails_leaves_the_old_index_in_use(shelf: dict[int, str], engine: Engine) -> None:
    name = engine.in_use()

    def fail(done: int) -> None:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        rebuild(fail)
    assert engine.in_use() == name
    assert _found("边城") == [1]
    assert not Build.objects.exists()


def test_without_an_index_the_page_says_so_and_the_worker_builds_one(
    shelf: dict[int, str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[type(engine).__module__], "ANALYSIS", 999)  # as after an upgrade
    assert not search.is_ready()
    assert not search.search(search.Asked("边城")).is_ready
    search.index_some()
    assert search.is_ready()
    assert _found("边城") == [1]
