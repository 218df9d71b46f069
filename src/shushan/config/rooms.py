"""The rooms of the house, from the base upwards: the order of the map."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

BASE = ("database", "ui", "options", "search", "jobs", "files", "approvals", "audit", "ledger", "figures")
DOMAIN = (
    "places", "units", "people", "catalogue", "notices", "visits", "circulation", "regulations", "learning", "organisation",
    "meetings", "development", "honours", "dues", "indicators", "reporting", "newsroom",
)  # fmt: skip
EDGES = ("protocols", "adapters")
SHELL = ("config", "demonstration", "claims")
ROOMS = BASE + DOMAIN + EDGES + SHELL


def installed() -> list[str]:
    """Return the dotted names of the rooms that are Django apps."""
    return [f"shushan.{room}" for room in ROOMS if (_folder() / room / "apps.py").exists()]


def with_addresses() -> list[str]:
    """Return the URL modules of the rooms that have pages, in the order of the map."""
    return [f"shushan.{room}.web.urls" for room in ROOMS if (_folder() / room / "web" / "urls.py").exists()]


def locale_paths() -> list[Path]:
    """Return the folders of overriding translations (Wagtail's own strings); a room's own are found by Django."""
    return [path for path in [_folder() / "ui" / "locale_wagtail"] if path.exists()]


def has(dotted: str) -> bool:
    """Say whether a module exists."""
    try:
        return find_spec(dotted) is not None
    except ModuleNotFoundError:
        return False


def _folder() -> Path:
    return Path(__file__).resolve().parent.parent
