"""Print docs/reference.md: every fact, measure, verb, role, option and command of the house."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from shushan.cli.setting_up import say, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(options: argparse.Namespace) -> int:
    """Print the reference."""
    start_django()
    from shushan.config import rooms

    for room in rooms.ROOMS:  # a verb is known once its room's face was loaded
        if rooms.has(f"shushan.{room}.public"):
            import_module(f"shushan.{room}.public")
    from django.utils import translation

    with translation.override("zh-hans"):
        say("\n".join(_lines()))
    return 0


def _lines() -> list[str]:
    from shushan.figures.registry import declared
    from shushan.kernel.events import registry
    from shushan.kernel.verbs import every_act
    from shushan.options.public import every_option
    from shushan.people.roles import ROLES

    lines = ["# Reference", "", "Written by `./shushan reference`; a test keeps it complete.", ""]
    lines += ["## Facts", "", "| Fact | Unit | Stock | What happened |", "|---|---|---|---|"]
    for name, event in sorted(registry.items()):
        lines.append(f"| `{name}` | {event.UNIT} | {'yes' if event.STOCK else ''} | {_first(event.__doc__)} |")
    lines += ["", "## Measures", "", "| Code | 名称 | Unit | Definition | Source |", "|---|---|---|---|---|"]
    lines += [f"| `{m.code}` | {m.name} | {m.unit} | {m.definition} | {m.source} |" for m in declared()]
    lines += ["", "## Verbs", "", "| Verb | Roles that hold it |", "|---|---|"]
    for act in sorted(every_act(), key=str):
        held = [role.code for role in ROLES if _holds(role.verbs, str(act))]
        lines.append(f"| `{act}` | {', '.join(held)} |")
    lines += ["", "## Options", "", "| Option | Default | What it is |", "|---|---|---|"]
    lines += [f"| `{o.code}` | {o.default} | {o.label} |" for o in every_option()]
    lines += ["", "## Commands", "", "| Command | What it does |", "|---|---|"]
    for path in sorted((Path(__file__).parent).glob("*.py")):
        if path.stem != "__init__":
            text = path.read_text(encoding="utf-8").split('"""')[1].splitlines()[0]
            lines.append(f"| `{path.stem.rstrip('_').replace('_', '-')}` | {text} |")
    return lines


def _holds(verbs: tuple[str, ...], verb: str) -> bool:
    return any(v in ("*", verb) or (v.endswith(".*") and verb.startswith(v[:-1])) for v in verbs)


def _first(text: str | None) -> str:
    return (text or "").strip().splitlines()[0]
