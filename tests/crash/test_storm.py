"""kill -9 of web process, worker, database and all of it in a storm of acts: none half done, none acknowledged lost."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from shushan.database.migrated import begin_with_copy, kept_copy
from shushan.database.tests.own_postgres import begin_again, own_postgres

sys.path.insert(0, str(Path(__file__).parent))
import storm  # noqa: E402 - it lies beside this file, and is run as a script too

pytestmark = pytest.mark.crash
BETWEEN = 40  # acts that are acknowledged between two kills


@dataclass
class House:
    """A library that is served, on either database."""

    home: Path
    port: int
    environment: dict[str, str]
    postgres: Any
    process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the home to its end."""
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )

    def ask(self, what: str) -> Any:
        """Prepare or check inside the home."""
        told = self.run(storm.__file__, what)
        assert told.returncode == 0, told.stderr[-3000:]
        return json.loads(told.stdout.splitlines()[-1])

    def serve(self) -> None:
        """Serve until killed."""
        command = [sys.executable, storm.__file__, "serve", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=(self.home / "serve.log").open("ab")
        )
        self.wait()

    def wait(self) -> None:
        """Wait until pages are answered."""
        until = time.monotonic() + storm.LONGEST
        while time.monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None, (self.home / "serve.log").read_text()[-2000:]
            with contextlib.suppress(URLError, ConnectionError, TimeoutError):
                assert urlopen(f"http://127.0.0.1:{self.port}/account/login/", timeout=5).status == 200
                return
            time.sleep(0.2)
        raise AssertionError((self.home / "serve.log").read_text()[-2000:] or "the server does not answer")

    def tree(self) -> list[psutil.Process]:
        """Return every process of the server, the parent last."""
        assert self.process is not None
        root = psutil.Process(self.process.pid)
        return [*root.children(recursive=True), root]

    def kill_a_web_process(self) -> None:
        """Kill one that answers requests."""
        assert self.process is not None
        web = max(psutil.Process(self.process.pid).children(), key=lambda one: len(one.children()))
        victims = web.children()
        assert victims
        victims[0].kill()

    def kill_the_worker(self) -> None:
        """Kill the one that works beside the web."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children()
        web = max(children, key=lambda one: len(one.children()))
        others = [one for one in children if one != web]
        assert others
        for one in others:
            one.kill()

    def kill_the_server(self) -> None:
        """Kill all of it at once, then start it again."""
        for one in self.tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        assert self.process is not None
        self.process.wait()
        self.serve()

    def kill_the_database(self) -> None:
        """Kill PostgreSQL's postmaster and start it again; SQLite has no process but those that use it."""
        if self.postgres is None:
            self.kill_the_server()
            return
        postmaster = psutil.Process(self.postgres.get_pid())
        family = postmaster.children(recursive=True)
        postmaster.kill()
        psutil.wait_procs([postmaster, *family], timeout=120)
        begin_again(self.postgres)

    def end(self) -> None:
        """Kill what is left."""
        if self.process is not None and self.process.poll() is None:
            for one in self.tree():
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            self.process.wait()


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A new library with its storm prepared, served."""
    own = ("DATABASE_URL", "SHUSHAN_TEST_DATABASE", "SHUSHAN_PLAIN_STATIC")
    environment = {k: v for k, v in os.environ.items() if k not in own}
    environment |= {"SHUSHAN_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "shushan.config.settings"}
    with own_postgres() if request.param == "postgres" else contextlib.nullcontext() as postgres:
        if postgres is not None:
            environment["DATABASE_URL"] = str(postgres.get_uri())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        made = House(tmp_path / "home", port, environment, postgres)
        _migrated_before(made)
        done = made.run("-m", "shushan", "init", "--home", str(made.home), "--password", "x-y-z-1-2-3")
        assert done.returncode == 0, done.stderr[-2000:]
        try:
            yield made
        finally:
            made.end()


def _migrated_before(house: House) -> None:
    """Begin with a copy of the migrated database where one was kept, as the other tests do: it saves half a minute."""
    if house.postgres is None:
        begin_with_copy(house.home)
        return
    house.home.mkdir(parents=True)
    if (kept := kept_copy("postgresql")) is not None:
        psql = house.postgres.bin_path / "psql"
        subprocess.run([str(psql), "-q", "-f", str(kept), house.environment["DATABASE_URL"]], check=True)


def test_whatever_is_killed_no_act_is_half_done_and_none_acknowledged_is_lost(house: House) -> None:
    prepared = house.ask("prepare")
    house.serve()
    clients = storm.Storm(house.port, prepared)
    kills: list[Callable[[], None]] = [
        house.kill_a_web_process, house.kill_the_worker, house.kill_the_database, house.kill_a_web_process,
        house.kill_the_server,
    ]  # fmt: skip
    clients.begin()
    try:
        for kill in kills:
            clients.wait_for(BETWEEN)
            kill()
        clients.wait_for(BETWEEN)
    finally:
        clients.end()
    house.end()
    stands = house.ask("check")
    assert stands["found"] == []
    _nothing_is_lost(clients, stands)
    told = house.run("-m", "shushan", "doctor")
    assert told.returncode == 0, told.stdout


def _nothing_is_lost(clients: storm.Storm, stands: dict[str, Any]) -> None:
    """Compare what the clients were told with what stands: every act once, and the last state of every item."""
    keys = [key for path, key, _what, _answer in clients.acts if path != "payment"]
    assert len(keys) > 100 and set(keys) == set(stands["keyed"]), "every key that was answered stands, and no other"
    last: dict[str, str] = {}
    for path, key, barcode, loan in clients.acts:
        if path == "payment":
            assert stands["paid"][key] == int(barcode)
            continue
        verb = {"loans": "lend", "returns": "return"}[path]
        act, loan_id, of, _state = stands["keyed"][key]
        assert (verb in act, loan_id, of) == (True, loan, barcode)
        fact = {"loans": "circulation.item-lent", "returns": "circulation.item-returned"}[path]
        assert stands["facts"][str(loan)][fact] == 1
        last[barcode] = path
    old = {barcode for kiosk in clients.made["kiosks"] for barcode in kiosk["old"]}
    out = {barcode for barcode, path in last.items() if path == "loans"} | {b for b in old if b not in last}
    assert set(stands["out"]) == out and len(stands["out"]) == len(out)
    paid = [key for path, key, _what, _answer in clients.acts if path == "payment"]
    assert paid and stands["paid_often"] == len(paid)
