"""Read the table of rules. It is kept in each process and read anew when its newest version is another."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from shushan.circulation.rules.models import LendingRuleVersion
from shushan.circulation.rules.policy import Base, DepositBy, Grace, Row, Scope, Table, Terms, Unit, table_of
from shushan.database.public import Prepared

_NAMES: Final = tuple(one.name for one in fields(Terms))
_KINDS: Final[dict[str, type[StrEnum]]] = {
    "loan_unit": Unit,
    "renewal_base": Base,
    "grace_reading": Grace,
    "deposit": DepositBy,
}
_NEWEST = Prepared(lambda: LendingRuleVersion.objects.order_by("-pk").values_list("token")[:1])
_kept: tuple[UUID | None, Table] = (None, Table())


def table() -> Table:
    """Return every version of every rule: in one query when they are kept, which is the ordinary case, else in two.

    Whoever writes a rule gives its version a new token, so that every process sees it with its next question; a
    transaction that is rolled back leaves a token that nobody meets again.
    """
    global _kept
    token = next((row[0] for row in _NEWEST.rows()), None)
    if token is None or _kept[0] != token:
        _kept = (token, table_of(_row(version) for version in LendingRuleVersion.objects.select_related("rule")))
    return _kept[1]


def version(version_id: int) -> Row | None:
    """Return one version; without a query when it is kept, for versions never change."""
    return _kept[1].by_version.get(version_id) or table().by_version.get(version_id)


def columns_of(terms: Terms) -> dict[str, Any]:
    """Return the columns of what a row says."""
    return {name: getattr(terms, name) for name in _NAMES}


def _row(row: LendingRuleVersion) -> Row:
    rule = row.rule
    return Row(
        number=rule.number,
        version_id=row.pk,
        name=row.name,
        name_en=row.name_en,
        scope=Scope(rule.category, rule.kind, rule.shelf, rule.site_id),
        terms=Terms(**{name: _term(name, getattr(row, name)) for name in _NAMES}),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_ended=row.is_ended,
        set_at=row.set_at,
        set_by=row.set_by,
        note=row.note,
        token=row.token,
    )


def _term(name: str, value: Any) -> Any:
    kind = _KINDS.get(name)
    return kind(value) if kind else value
