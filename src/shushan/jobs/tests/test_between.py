"""Short work goes on while long work runs in the same worker."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shushan.jobs import public as jobs
from shushan.jobs import registry, worker
from shushan.jobs.states import JobState
from shushan.kernel.actor import system

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def chores(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put two chores in place of the house's: one counts, one stumbles."""
    done: list[str] = []

    def stumble(at: datetime) -> bool:
        done.append("stumbled")
        raise RuntimeError("a chore stumbled")

    monkeypatch.setattr(registry, "_chores", {})
    registry.register_chore("count", seconds=0.0, run=lambda at: bool(done.append("counted")))
    registry.register_chore("stumble", seconds=0.0, run=stumble)
    return done


@pytest.mark.django_db
def test_chores_run_between_the_slices_of_a_job_and_cannot_spoil_it(chores: list[str]) -> None:
    slices: list[int] = []

    @jobs.declare("test.long", title="long")
    def long(work: jobs.Work) -> None:
        for n in range(3):
            with work.slice() as checkpoint:
                checkpoint["done"] = n
                before = len(chores)
            slices.append(len(chores) - before)

    made = jobs.start("test.long", {}, actor=system("test"), at=AT)
    due: dict[str, float] = {}
    assert worker.do_one_job("test", between=lambda: worker.do_chores(due, rests=True))
    assert jobs.job(made).state is JobState.DONE
    assert slices == [2, 2, 2]


def test_a_chore_rests_beside_a_job_but_not_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(registry, "_chores", {})
    registry.register_chore("busy", seconds=60.0, run=lambda at: done.append(1) is None)
    due: dict[str, float] = {}
    worker.do_chores(due)
    worker.do_chores(due, rests=True)
    worker.do_chores(due, rests=True)
    assert len(done) == 2


@pytest.mark.django_db
def test_a_chore_that_stumbles_is_logged_and_holds_up_neither_the_others_nor_the_jobs(
    chores: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    registry.register_chore("late", seconds=60.0, run=lambda at: bool(chores.append("late")))
    assert not worker.do_chores({})
    assert chores == ["counted", "stumbled", "late"] and "the chore stumble stumbled" in caplog.text
