"""Set everything up, build the demonstration library and serve it; prints one account per role."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from shushan.cli.commands.serve import add_sip2, prepare, start
from shushan.cli.setting_up import complain, say, use_home
from shushan.demonstration.accounts import ACCOUNTS, PASSWORD, READER
from shushan.demonstration.sweeping import MARK, UNFINISHED, sweep

HOME = Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / "demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer address and home."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--home", default="", help="where the demonstration lives (default: .shushan/demo in the checkout)"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the old demonstration away and build it anew")
    parser.add_argument("--no-serve", action="store_true", help="stop after set-up")
    parser.add_argument("--small", action="store_true", help="one web process with the worker inside")
    add_sip2(parser)


def run(options: argparse.Namespace) -> int:
    """Build when nothing stands, say the accounts, serve."""
    home = Path(options.home or HOME).resolve()
    use_home(home)
    os.environ.pop("DATABASE_URL", None)
    try:
        if options.fresh or not (home / MARK).exists():
            sweep(home)
    except RuntimeError as error:
        complain(str(error))
        return 1
    if not (home / MARK).exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / UNFINISHED).touch()
        code = subprocess.run([sys.executable, "-m", "shushan", "build-demonstration"], check=False).returncode
        if code:
            complain(f"the demonstration could not be built (exit code {code}); the next ./shushan demo begins again")
            return 1
    elif not _is_current(home) and prepare():
        return 1
    (home / "made-by").write_text(_version())
    _say_accounts(options)
    if options.no_serve:
        return 0
    options.workers, options.threads = 2, 4
    return start(options, home)


def _say_accounts(options: argparse.Namespace) -> None:
    say(f"http://{options.host}:{options.port}/        English: http://{options.host}:{options.port}/en/")
    for account in (READER, *ACCOUNTS):
        say(f"  {account.username:<12} {PASSWORD}   {account.position} ({account.role})")


def _is_current(home: Path) -> bool:
    """Say whether this home was made ready by this very code and assets."""
    kept = home / "made-by"
    return kept.exists() and kept.read_text() == _version()


def _version() -> str:
    """Return what tells one state of the code from another: migrations, assets, catalogues."""
    import hashlib

    from shushan.frontend.build import STAMP, ensure_assets

    ensure_assets(quiet=True)
    package = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(STAMP.read_bytes())
    for path in sorted(
        [
            *package.glob("*/migrations/*.py"),
            *package.glob("*/locale*/*/LC_MESSAGES/*.po"),
            *package.glob("*/static/**/*"),
        ]
    ):
        if path.is_file():
            digest.update(f"{path.relative_to(package)}{path.stat().st_mtime_ns}{path.stat().st_size}".encode())
    return digest.hexdigest()
