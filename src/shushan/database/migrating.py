"""Migrate an empty database in less time, by the same migrations.

After every step Django renders the models anew that hang together with the one that changed, and here nearly all hang
together through persons. Two thirds of the steps are those of packages, which need few of our models: they go first,
while there is little to render. Any order is right in which each migration follows those that it names.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db.migrations.graph import MigrationGraph

OURS = "shushan."


@contextmanager
def packages_first() -> Generator[None]:
    """Let migrations that run inside take those of packages first, and look up swapped models once."""
    leaf_nodes, swapped = MigrationGraph.leaf_nodes, apps.get_swappable_settings_name

    def ordered(graph: MigrationGraph, app: str | None = None) -> list[tuple[str, str]]:
        return sorted(leaf_nodes(graph, app), key=lambda node: (_is_ours(node[0]), node))

    looked_up: Any = cache(swapped)  # Django's own cache is emptied by every model that is rendered
    MigrationGraph.leaf_nodes = ordered  # type: ignore[assignment]
    apps.get_swappable_settings_name = looked_up  # type: ignore[method-assign]
    try:
        yield
    finally:
        MigrationGraph.leaf_nodes = leaf_nodes  # type: ignore[method-assign]
        del apps.get_swappable_settings_name  # the class has it again


def _is_ours(app: str) -> bool:
    return apps.get_app_config(app).name.startswith(OURS)
