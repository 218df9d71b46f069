"""The writers' gate with real processes: alone inside, first come first served, a killed one lets the next in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from shushan.database.gate import Gate

WRITER = """
import sys, time
from pathlib import Path
from shushan.database.gate import Gate
gate, log = Gate(Path(sys.argv[1])), open(sys.argv[2], "a", buffering=1)
for n in range(int(sys.argv[3])):
    with gate.enter():
        log.write(f"in {sys.argv[4]}\\n"); time.sleep(0.0005); log.write(f"out {sys.argv[4]}\\n")
"""
HOLDER = """
import sys, time
from pathlib import Path
from shushan.database.gate import Gate
with Gate(Path(sys.argv[1])).enter():
    print("inside", flush=True); time.sleep(60)
"""


def _python(code: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], text=True, **options)  # type: ignore[call-overload,no-any-return]


def test_one_writer_at_a_time_across_processes_and_threads(tmp_path: Path) -> None:
    log = tmp_path / "log"
    writers = [_python(WRITER, tmp_path / "gate", log, 60, n) for n in range(3)]
    gate = Gate(tmp_path / "gate")

    def from_here(name: int) -> None:
        for _ in range(30):
            with gate.enter(), log.open("a", buffering=1) as out:
                out.write(f"in t{name}\n")
                out.write(f"out t{name}\n")

    threads = [threading.Thread(target=from_here, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert [writer.wait(90) for writer in writers] == [0, 0, 0]
    lines = log.read_text().splitlines()
    assert len(lines) == 2 * (3 * 60 + 3 * 30)
    for entered, left in zip(lines[::2], lines[1::2], strict=True):
        assert entered.replace("in ", "out ") == left


def test_writers_are_served_in_the_order_of_asking(tmp_path: Path) -> None:
    gate, order = Gate(tmp_path / "gate"), []
    threads = []

    def ask(name: int) -> None:
        with gate.enter():
            order.append(name)

    with gate.enter():
        for n in range(8):
            threads.append(threading.Thread(target=ask, args=(n,)))
            threads[-1].start()
            time.sleep(0.03)
    for thread in threads:
        thread.join(90)
    assert order == list(range(8))


def test_a_writer_killed_inside_lets_the_next_one_in(tmp_path: Path) -> None:
    holder = _python(HOLDER, tmp_path / "gate", stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "inside"
    entered = threading.Event()

    def ask() -> None:
        with Gate(tmp_path / "gate").enter():
            entered.set()

    thread = threading.Thread(target=ask)
    thread.start()
    assert not entered.wait(0.2)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(90)
    assert entered.wait(90)
    thread.join(90)


def test_who_is_inside_knows_that_somebody_waits(tmp_path: Path) -> None:
    gate, other = Gate(tmp_path / "gate"), Gate(tmp_path / "gate")
    with gate.enter():
        assert not gate.is_wanted()
        waiting = threading.Thread(target=lambda: other.enter().__enter__())
        waiting.start()
        for _attempt in range(200):
            if gate.is_wanted():
                break
            time.sleep(0.01)
        assert gate.is_wanted()
    waiting.join(90)
    assert not waiting.is_alive()


def test_a_patient_writer_waits_in_the_same_queue_and_hurries_nobody(tmp_path: Path) -> None:
    gate, other, third = (Gate(tmp_path / "gate") for _n in range(3))
    order: list[str] = []

    def come(to: Gate, name: str, patience: int) -> None:
        with to.enter(patience=patience):
            order.append(name)

    def drawn() -> int:
        return int.from_bytes((tmp_path / "gate").read_bytes()[16:24], "little")

    with gate.enter():
        patient = threading.Thread(target=come, args=(other, "patient", 1))
        patient.start()
        _until(lambda: drawn() == 2)
        assert not gate.is_wanted()
        hurried = threading.Thread(target=come, args=(third, "hurried", 0))
        hurried.start()
        _until(lambda: drawn() == 3)
        assert gate.is_wanted()
    patient.join(90)
    hurried.join(90)
    assert order == ["patient", "hurried"]
    with gate.enter():
        assert not gate.is_wanted()


def test_a_gate_of_an_older_version_has_no_count_of_patient_ones(tmp_path: Path) -> None:
    (tmp_path / "gate").write_bytes(bytes(16) + (41).to_bytes(8, "little"))
    gate = Gate(tmp_path / "gate")
    with gate.enter(patience=1):
        assert not gate.is_wanted()
    assert (tmp_path / "gate").read_bytes()[16:32] == (42).to_bytes(8, "little") + (1).to_bytes(8, "little")


def _until(is_so: Callable[[], bool]) -> None:
    for _attempt in range(500):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that")
