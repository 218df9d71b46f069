"""Find what the rooms declare (events, subscribers) without knowing the rooms."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from shushan.kernel import events


def discover() -> None:
    """Import ``events`` and ``subscribers`` of every room that is installed."""
    for config in apps.get_app_configs():
        for name in ("events", "subscribers"):
            if config.name.startswith("shushan.") and config.module and module_has_submodule(config.module, name):
                import_module(f"{config.name}.{name}")


def keep_kinds(using: str = "default", **_: Any) -> None:
    """Write a row for every declared fact, after each migrate."""
    from shushan.ledger.models import FactKind, kind_id
    from shushan.ledger.operations import forget_kinds

    forget_kinds()
    FactKind.objects.using(using).bulk_create(
        [
            FactKind(id=kind_id(fact), name=fact, unit=event.UNIT, is_stock=event.STOCK)
            for fact, event in events.registry.items()
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "unit", "is_stock"],
    )
