"""What the doctor asks the shell: migrations, ids in the ledger that must exist."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.units.models import Unit


def checks() -> list[Check]:
    """Return the shell's questions."""
    return [
        Check("config.migrations", _("数据库结构是最新的"), _migrations),
        Check("config.ledger-ids", _("台账里的馆区和单位都存在"), _ids),
    ]


def _migrations() -> Iterable[Finding]:
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding("database", f"{migration} is not applied", "run: shushan upgrade")


def _ids() -> Iterable[Finding]:
    known = {site.id for site in places.sites()}
    for site_id in sorted(ledger.site_ids_used() - known):
        yield Finding("ledger", f"site {site_id} does not exist", "compare with the last backup")
    units = set(Unit.objects.values_list("pk", flat=True))
    for unit_id in sorted(ledger.unit_ids_used() - units):
        yield Finding("ledger", f"unit {unit_id} does not exist", "compare with the last backup")
