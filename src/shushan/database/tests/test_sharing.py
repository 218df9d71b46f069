"""Acts of several threads share a commit on SQLite: each is done once, alone undone, told after the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import translation

from shushan.database import sharing
from shushan.database.sharing import share_commit
from shushan.database.writing import has_gate, in_write, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shared_note (thread integer NOT NULL UNIQUE, word text NOT NULL)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shared_note")


def _noted(thread: int, word: str = "") -> int:
    with write(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO shared_note VALUES (%s, %s)", [thread, word])
        if word == "refuse":
            raise ValueError(thread)
    return thread


def _notes() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT thread, word FROM shared_note")
        return dict(cursor.fetchall())


def _behind(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do acts in threads while the gate is shut, so that all wait in the lane; return each one's answer or error."""
    answers: list[Any] = [None] * len(acts)

    def one(n: int) -> None:
        try:
            answers[n] = share_commit(acts[n])
        except Exception as error:
            answers[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(acts))]
    with write():
        for thread in threads:
            thread.start()
        for _turn in range(400):
            if not has_gate() or len(sharing._lane._waiting) == len(acts):
                break
            threading.Event().wait(0.01)
    for thread in threads:
        thread.join(90)
    return answers


def _count_commits(patch: pytest.MonkeyPatch) -> list[int]:
    """Count the entries at the gate: one is one commit."""
    seen: list[int] = []
    entered = sharing.write

    def counted(*args: Any, **more: Any) -> Any:
        seen.append(1)
        return entered(*args, **more)

    patch.setattr(sharing, "write", counted)
    return seen


def test_what_waits_is_committed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    commits = _count_commits(monkeypatch)
    assert _behind([lambda n=n: _noted(n) for n in range(8)]) == list(range(8))  # type: ignore[misc]
    assert sorted(_notes()) == list(range(8))
    if has_gate():
        assert len(commits) == 1
        assert not sharing._lane._waiting


def test_never_more_together_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_TOGETHER", 3)
    monkeypatch.setattr(sharing, "LONGEST", 60)
    commits = _count_commits(monkeypatch)
    assert _behind([lambda n=n: _noted(n) for n in range(7)]) == list(range(7))  # type: ignore[misc]
    if has_gate():
        assert len(commits) == 3


def test_a_refused_act_undoes_itself_alone() -> None:
    words = ["", "refuse", ""]
    answers = _behind([lambda n=n: _noted(n, words[n]) for n in range(3)])  # type: ignore[misc]
    assert (answers[0], str(answers[1]), answers[2]) == (0, "1", 2)
    assert sorted(_notes()) == [0, 2]


def test_an_act_the_database_refuses_undoes_itself_alone() -> None:
    answers = _behind([lambda: _noted(1), lambda: _noted(1), lambda: _noted(2)])
    assert sum(isinstance(one, DatabaseError) for one in answers) == 1
    assert sorted(_notes()) == [1, 2]


def test_nobody_is_told_before_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    real = sharing._Act.do

    def do(self: Any) -> None:
        real(self)
        told.append(self.is_done)

    monkeypatch.setattr(sharing._Act, "do", do)
    _behind([lambda: _noted(1), lambda: _noted(2)])
    assert told == ([False, False] if has_gate() else [])  # PostgreSQL keeps a commit for each act


def test_when_the_whole_cannot_be_committed_each_is_done_again_alone() -> None:
    """One act breaks the transaction that they share: what the others were about to be told must not be lost."""

    def breaks() -> str:
        if has_gate() and not broken:
            broken.append(1)
            transaction.set_rollback(True)
        return "broke"

    broken: list[int] = []
    answers = _behind([lambda: _noted(1), breaks, lambda: _noted(2)])
    assert answers == [1, "broke", 2]
    assert sorted(_notes()) == [1, 2]


def test_each_act_keeps_the_language_of_who_asked() -> None:
    answers: dict[str, str] = {}

    def ask(code: str) -> None:
        with translation.override(code):
            answers[code] = share_commit(translation.get_language) or ""
        connections.close_all()

    threads = [threading.Thread(target=ask, args=(code,)) for code in ("en", "zh-hans")]
    with write():
        for thread in threads:
            thread.start()
        threading.Event().wait(0.2)
    for thread in threads:
        thread.join(90)
    assert answers == {"en": "en", "zh-hans": "zh-hans"}


def test_inside_a_transaction_it_is_part_of_it() -> None:
    with write():
        assert in_write()
        assert share_commit(lambda: _noted(1)) == 1
        transaction.set_rollback(True)
    assert _notes() == {}


def test_where_the_gate_cannot_be_entered_everybody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def shut() -> Any:
        raise OSError("no gate")

    monkeypatch.setattr(sharing, "write", shut)
    if has_gate():
        with pytest.raises(OSError, match="no gate"):
            share_commit(lambda: _noted(1))
    else:
        assert share_commit(lambda: _noted(1)) == 1  # PostgreSQL has none
    assert not sharing._lane._waiting
