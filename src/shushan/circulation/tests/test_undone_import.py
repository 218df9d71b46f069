"""A copy that was lent is not taken back with the import that brought it."""

from __future__ import annotations

import pytest

from shushan.catalogue import import_stages as stages
from shushan.catalogue import imports
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.tests.make import do_import
from shushan.catalogue.tests.records import cnmarc, coded
from shushan.circulation.tests.make import make_loan
from shushan.jobs import worker
from shushan.people.tests.make import LONG_AGO, TESTER, make_reader

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_that_was_lent_stays_with_its_record(centre: int) -> None:
    data = coded(cnmarc("1", "边城", barcodes=("B1",)), "utf-8") + coded(cnmarc("2", "家", barcodes=("B2",)), "utf-8")
    run = do_import(data, site_id=centre)
    make_loan(item_id=Item.objects.get(barcode="B1").pk, reader_id=make_reader(site_id=centre).id, site_id=centre)
    stages.start_undo(actor=TESTER, at=LONG_AGO, run_id=run.id)
    assert worker.do_one_job("test")
    assert imports.run(run.id).undone_at is not None
    assert stages.undo_counts(run.id) == {"undone": 1, "used": 1}
    assert [r.title for r in BibRecord.objects.all()] == ["边城"]
