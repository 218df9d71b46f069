"""The command ``shushan``: one file per command in ``commands``, each with ``add_arguments`` and ``run``.

Exit codes: 0 done, 1 something was found or failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from shushan.cli import commands


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shushan.config.settings")
    if given[:1] == ["manage"]:  # Django reads its own arguments
        return _module("manage").run_django(given[1:])  # type: ignore[no-any-return]
    parser = _parser(given[0] if given else "")
    options, rest = parser.parse_known_args(given)
    if rest and not getattr(options, "takes_more", False):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser(wanted: str) -> argparse.ArgumentParser:
    """Return the parser; when a command is named, only that one is loaded (the process that serves stays small)."""
    parser = argparse.ArgumentParser(prog="shushan", description="书山 Shushan: a public library's whole service")
    inside = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    names = {found.name.removesuffix("_").replace("_", "-"): found.name for found in iter_modules(commands.__path__)}
    for name in [wanted] if wanted in names else sorted(names):
        module = _module(names[name])
        summary = (module.__doc__ or "").strip().splitlines()[0]
        one = inside.add_parser(name, help=summary, description=module.__doc__)
        module.add_arguments(one)
        one.set_defaults(run=module.run, takes_more=getattr(module, "TAKES_MORE", False))
    return parser


def _module(name: str) -> ModuleType:
    return import_module(f"shushan.cli.commands.{name}")
