"""What the doctor asks the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from shushan.database.triggers import standing_triggers
from shushan.kernel.checks import Check, Finding, Severity
from shushan.ledger.deliveries import failed_deliveries
from shushan.ledger.proving import unproved_cells
from shushan.ledger.verifying import damages


def checks() -> list[Check]:
    """Return the ledger's questions."""
    return [
        Check("ledger.triggers", _("只追加的表由数据库自己守住"), _triggers),
        Check("ledger.seals", _("封存的记录没有被改动、增加或删除"), _seals),
        Check("ledger.rollup", _("汇总与记录一致"), _rollup),
        Check("ledger.deliveries", _("没有失败的转告"), _deliveries),
    ]


def _triggers() -> Iterable[Finding]:
    for table, name in standing_triggers(connection)[1]:
        yield Finding(table, f"the trigger {name} is missing", "run: shushan upgrade")


def _seals() -> Iterable[Finding]:
    for damage in damages():
        where = f"entry {damage.entry_id}" if damage.entry_id else "chain"
        yield Finding(f"ledger {where}, seal {damage.seal_id}", damage.what, "restore the last backup and compare")


def _rollup() -> Iterable[Finding]:
    wrong = unproved_cells()
    if wrong:
        yield Finding(
            "ledger roll-up",
            f"{wrong} cells differ from the facts",
            "run: shushan doctor --mend-rollups",
        )


def _deliveries() -> Iterable[Finding]:
    for failed in failed_deliveries():
        yield Finding(
            f"delivery {failed.id} → {failed.handler}",
            f"{failed.attempts} ×: {failed.last_error.splitlines()[-1] if failed.last_error else ''}",
            "it is tried again by itself; mend the cause",
            Severity.WARNING,
        )
