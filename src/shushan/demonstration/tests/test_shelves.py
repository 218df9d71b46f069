"""What readers browse in the demonstration, built on all its works but with no copies and no loans."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shushan.catalogue import bulk
from shushan.catalogue.headings.models import Heading, StaleRecord, WorkOf
from shushan.catalogue.lists.models import BooklistEntry, SavedSearch
from shushan.catalogue.operations import Description
from shushan.catalogue.themes.models import ShelfTitle, ThemedShelf
from shushan.demonstration.build import shelves
from shushan.demonstration.works import works
from shushan.kernel.actor import system
from shushan.people.tests.make import make_reader
from shushan.places.tests.make import make_site

NOW = datetime(2026, 5, 1, 2, tzinfo=UTC)
ACTOR = system("demonstration")
NAMED = ("鲁迅", "海明威", "钱锺书", "杨绛", "周作人", "汪曾祺", "罗贯中", "沈从文")


@pytest.mark.django_db
def test_headings_editions_shelves_and_the_readers_own_are_built() -> None:
    site = make_site()
    reader = make_reader(site_id=site)
    rows = [
        (f"demo-{n}", Description(
            title=w.title, title_original=w.original_title, author=w.author, contributor=w.contributor, clc=w.clc,
            audience=w.audience,
        ), "")
        for n, w in enumerate(works())
        if w.author in NAMED or w.clc.startswith("B22") or w.audience == "child"
    ]  # fmt: skip
    bulk.add_records(rows, at=NOW)
    shelves.build_shelves(ACTOR, {"C": site}, reader.id, NOW)
    assert not StaleRecord.objects.exists()
    author = Heading.objects.get(name="海明威")
    assert "Hemingway, Ernest" in {v.text for v in author.variants.all()}
    same = WorkOf.objects.filter(work_id__in=WorkOf.objects.values("work_id")).values_list("work_id", flat=True)
    assert len(same) > len(set(same)), "some works have several editions"
    assert ThemedShelf.objects.count() == len(shelves.THEMES)
    assert all(ShelfTitle.objects.filter(shelf=shelf).count() >= 5 for shelf in ThemedShelf.objects.all())
    assert BooklistEntry.objects.exists()
    assert SavedSearch.objects.exists()
