"""The tree of a server: it comes up, takes the place of a process that died, and ends at an impatient Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from shushan.database.migrated import begin_with_copy

pytestmark = pytest.mark.crash
PATIENCE = 240  # seconds: a server that comes late on a busy machine is no fault
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new library."""
    made = tmp_path_factory.mktemp("served") / "home"
    begin_with_copy(made)
    command = [sys.executable, "-m", "shushan", "init", "--home", str(made), "--password", "x-y-z-1-2-3"]
    assert subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    return made


@dataclass
class Server:
    """A server that answers."""

    process: subprocess.Popen[str]
    port: int


@pytest.fixture(scope="module", params=["", "--small"])
def server(request: pytest.FixtureRequest, home: Path) -> Iterator[Server]:
    """A server in both sizes; the test that ends it comes last."""
    port = _free_port()
    command = [sys.executable, "-m", "shushan", "serve", "--home", str(home), "--port", str(port)]
    made = subprocess.Popen(
        command + ([request.param] if request.param else []), env=ENVIRONMENT, text=True, stderr=subprocess.PIPE
    )
    _wait_for_answer(port)
    yield Server(made, port)
    if made.poll() is None:
        tree = psutil.Process(made.pid).children(recursive=True)
        made.kill()
        for child in tree:
            child.kill()
        made.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_answer(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError("the server does not answer")


def test_a_process_that_died_is_replaced(server: Server) -> None:
    leaves = [p for p in psutil.Process(server.process.pid).children(recursive=True) if not p.children()]
    for leaf in leaves:
        leaf.kill()
    psutil.wait_procs(leaves, timeout=PATIENCE)
    _wait_for_answer(server.port)
    assert server.process.poll() is None
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = [p for p in psutil.Process(server.process.pid).children(recursive=True) if not p.children()]
        if len(now) == len(leaves):
            break
        time.sleep(0.3)
    assert len(now) == len(leaves) and not {p.pid for p in now} & {p.pid for p in leaves}


def test_a_port_that_is_taken_is_refused_in_words(server: Server, home: Path) -> None:
    command = [sys.executable, "-m", "shushan", "serve", "--home", str(home), "--port", str(server.port)]
    second = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert second.returncode == 1
    assert f"127.0.0.1:{server.port}" in second.stderr and "--port" in second.stderr


def test_an_impatient_ctrl_c_ends_the_whole_tree(server: Server) -> None:
    tree = psutil.Process(server.process.pid).children(recursive=True)
    assert tree
    for _times in range(3):
        os.kill(server.process.pid, signal.SIGINT)
    assert server.process.wait(PATIENCE) == 0
    _gone, alive = psutil.wait_procs(tree, timeout=PATIENCE)
    assert not alive
