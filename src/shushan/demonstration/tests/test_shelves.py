"""What readers browse in the demonstration, built on all its works but with no copies and no loans."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from shushan.catalogue import bulk
from shushan.catalogue.checks import checks
from shushan.catalogue.headings.models import Heading, SeeAlso, StaleRecord, WorkOf
from shushan.catalogue.lists.models import BooklistEntry, SavedSearch
from shushan.catalogue.marc import checking
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.operations import Description
from shushan.catalogue.themes.models import CoverImage, ShelfTitle, ThemedShelf
from shushan.demonstration.build import media, shelves
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
    projections = next(check for check in checks() if check.code == "catalogue.projections")
    assert list(projections.run()) == [], "what has a MARC says there what its columns say"
    author = Heading.objects.get(name="海明威")
    assert "Hemingway, Ernest" in {v.text for v in author.variants.all()}
    same = WorkOf.objects.filter(work_id__in=WorkOf.objects.values("work_id")).values_list("work_id", flat=True)
    assert len(same) > len(set(same)), "some works have several editions"
    assert ThemedShelf.objects.count() == len(shelves.THEMES)
    assert all(ShelfTitle.objects.filter(shelf=shelf).count() >= 5 for shelf in ThemedShelf.objects.all())
    assert BooklistEntry.objects.exists()
    assert SavedSearch.objects.exists()
    kinds = Counter(record.material for record in BibRecord.objects.all())
    assert (kinds["serial"], kinds["sound"]) == (7, 6)
    assert set(Item.objects.values_list("kind", flat=True)) == {"book", "serial", "audio"}
    assert CoverImage.objects.count() >= 2, "the river for 边城, the planet for 小王子"
    assert Heading.objects.filter(kind="series", uses__gt=1).count() == 2
    assert SeeAlso.objects.filter(one__kind="agent").count() == 2
    assert SeeAlso.objects.filter(one__kind="subject").exists()


@pytest.mark.quick
def test_every_serial_and_recording_is_a_valid_record() -> None:
    for row in media.rows():
        assert checking.problems(media.filled(row).marc("20200701"), "cnmarc") == [], row["title"]
