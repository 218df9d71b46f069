"""Going through a long table while others write it, and writing oneself between two rows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from shushan.database.public import every_key, write
from shushan.database.tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_goes_through_a_table_may_write_although_another_wrote_meanwhile() -> None:
    keys = [Group.objects.create(name=f"g{n}").pk for n in range(5)]
    seen = []
    for pk in every_key(Group.objects.filter(pk__gte=keys[0]), some=2):
        assert at_once([lambda pk=pk: Group.objects.create(name=f"another {pk}") if pk in keys else None])  # type: ignore[misc]
        with write():
            Group.objects.filter(pk=pk).update(name=f"seen {pk}")
        seen.append(pk)
    assert seen[:5] == keys
    assert Group.objects.filter(name__startswith="seen").count() == len(seen)


def test_a_table_without_rows_gives_no_key() -> None:
    assert list(every_key(Group.objects.filter(name="none of this name"))) == []
