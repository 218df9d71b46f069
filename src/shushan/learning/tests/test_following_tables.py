"""What one person may have once is known to the merging of two, table by table."""

from __future__ import annotations

import pytest
from django.db.models import UniqueConstraint

from shushan.learning.following import _ONCE, _tables


@pytest.mark.quick
def test_every_table_that_holds_a_person_once_is_known() -> None:
    once = {
        model: tuple(sorted(set(rule.fields) - {"person"}))
        for model in _tables()
        for rule in model._meta.constraints
        if isinstance(rule, UniqueConstraint) and "person" in rule.fields and _is_lasting(rule)
    }
    assert once == {model: tuple(sorted(columns)) for model, columns in _ONCE.items()}


def _is_lasting(rule: UniqueConstraint) -> bool:
    """Say whether a rule holds of all rows, or of all that stand; not of those alone that are open just now."""
    return rule.condition is None or "dropped_at" in str(rule.condition)
