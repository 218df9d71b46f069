"""A mapping says where a source names its copies: kept by name, tried on a file, frozen into the import that uses it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.catalogue import import_stages as stages
from shushan.catalogue import imports, mappings
from shushan.catalogue.import_models import HoldingsMapping, ImportRun
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.holdings import Mapping, copies
from shushan.catalogue.marc.record import Field
from shushan.catalogue.models import Item
from shushan.catalogue.tests.make import LONG_AGO, TESTER
from shushan.catalogue.tests.records import cnmarc
from shushan.jobs import worker
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

OWN = Mapping("996", "t", "", ("k", "m"), "/", "l", "p", "s", ("注销", "丢失"))
HELD = Field(
    "996", "  ", (("t", "X001-X003"), ("k", "I247"), ("m", "7"), ("l", "二楼"), ("p", "CNY 12.50"), ("s", "在架"))
)
LOST = Field("996", "  ", (("t", "X009"), ("k", "I247"), ("s", "丢失")))


def test_a_mapping_reads_the_field_it_names_and_leaves_out_what_is_lost() -> None:
    record = cnmarc(barcodes=("B1",), more=(HELD, LOST))
    found = list(copies(record, (OWN,)))
    assert [item.barcode for item in found] == ["X001", "X002", "X003"]
    assert {(item.call_number, item.shelf, item.price_fen) for item in found} == {("I247/7", "二楼", 1250)}
    one = list(copies(record, (replace(OWN, has_ranges=False, left_out=()),)))
    assert [item.barcode for item in one] == ["X001-X003", "X009"]
    assert [item.barcode for item in copies(record)] == ["B1"]


@pytest.mark.django_db(transaction=True)
class TestKept:
    """What the database keeps of mappings."""

    @pytest.mark.parametrize(
        ("name", "said", "field"),
        [
            (" ", OWN, "name"), ("x", replace(OWN, tag="9"), "tag"), ("x", replace(OWN, tag="001"), "tag"),
            ("x", replace(OWN, barcode=""), "barcode"), ("x", replace(OWN, shelf="B"), "shelf"),
            ("x", replace(OWN, parts=("k", "*")), "parts"), ("x", replace(OWN, status=""), "status"),
        ],
    )  # fmt: skip
    def test_what_marc_does_not_have_is_refused_beside_its_field(self, name: str, said: Mapping, field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            mappings.keep(actor=TESTER, at=LONG_AGO, name=name, said=said)
        assert refusal.value.field == field
        assert not HoldingsMapping.objects.exists()

    def test_a_name_is_taken_once_and_only_by_who_may(self) -> None:
        kept = mappings.keep(actor=TESTER, at=LONG_AGO, name="书商", said=OWN)
        assert mappings.by_name("书商").said == mappings.mapping(kept).said == OWN
        with pytest.raises(Conflict):
            mappings.keep(actor=TESTER, at=LONG_AGO, name="书商", said=OWN)
        with pytest.raises(NotAllowed):
            mappings.keep(actor=ANONYMOUS, at=LONG_AGO, name="别的", said=OWN)
        with pytest.raises(NotAllowed):
            mappings.remove(actor=ANONYMOUS, at=LONG_AGO, mapping_id=kept)
        mappings.keep(actor=TESTER, at=LONG_AGO, name="书商", said=replace(OWN, tag="997"), mapping_id=kept)
        assert mappings.mapping(kept).said.tag == "997"
        mappings.remove(actor=TESTER, at=LONG_AGO, mapping_id=kept)
        with pytest.raises(NotFound):
            mappings.by_name("书商")

    def test_an_import_keeps_the_mapping_it_began_with(self, centre: int) -> None:
        data = iso2709.serialise(cnmarc(more=(HELD, LOST)))
        kept = mappings.keep(actor=TESTER, at=LONG_AGO, name="书商", said=OWN)
        file = imports.keep_upload([data], name="a.mrc", actor=TESTER, at=LONG_AGO)
        made = stages.start_study(
            actor=TESTER,
            at=LONG_AGO,
            file_id=str(file.id),
            source="x",
            site_id=centre,
            holdings=mappings.mapping(kept).said,
        )
        assert worker.do_one_job("test")
        assert (stages.study(made).items, stages.study(made).mapping) == (3, "996")
        stages.commit(actor=TESTER, at=LONG_AGO, study_id=made)
        mappings.remove(actor=TESTER, at=LONG_AGO, mapping_id=kept)
        assert worker.do_one_job("test")
        assert set(Item.objects.values_list("barcode", "shelf")) == {(f"X00{n}", "二楼") for n in (1, 2, 3)}

    def test_by_pages_a_mapping_is_tried_on_the_file_kept_chosen_and_removed(self, clerk: Client, centre: int) -> None:
        data = iso2709.serialise(cnmarc(more=(HELD, LOST)))
        preview = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("a.mrc", data)})["Location"]
        file_id = preview.rstrip("/").rsplit("/", 1)[1]
        address = reverse("catalogue:new-mapping")
        shown = clerk.get(address, {"file": file_id}).content.decode()
        assert "996 × 2" in shown
        assert "没有馆藏" in shown
        said = {
            "file": file_id, "name": "书商", "tag": "996", "barcode": "t", "parts": "km", "glue": "/", "shelf": "l",
            "price": "p", "status": "s", "left_out": "注销、丢失", "has_ranges": "on",
        }  # fmt: skip
        tried = clerk.post(address, said | {"try": "1"}).content.decode()
        for text in ("X001 · I247/7 · 二楼 · ¥12.50", "X003", "996 ## ‡t X001-X003"):
            assert text in tried
        assert not HoldingsMapping.objects.exists()
        assert clerk.post(address, said | {"keep": "1", "tag": "9"}).status_code == 422
        kept = clerk.post(address, said | {"keep": "1"})
        chosen = clerk.get(kept["Location"]).content.decode()
        one = HoldingsMapping.objects.get()
        assert f'value="mapping-{one.pk}" selected' in chosen
        assert '<td class="number">3</td>' in chosen  # read as the mapping says, not by the fields everybody uses
        for unknown in ("mapping-99999", "mapping-x", "?"):
            assert '<td class="number">3</td>' not in clerk.get(preview, {"holdings": unknown}).content.decode()
        started = clerk.post(preview, {"source": "x", "site": centre, "holdings": f"mapping-{one.pk}"})
        assert worker.do_one_job("test")
        clerk.post(started["Location"], {"doubles": "take"})
        assert worker.do_one_job("test")
        assert (ImportRun.objects.get().items, Item.objects.count()) == (3, 3)
        assert "书商" in clerk.get(reverse("catalogue:imports")).content.decode()
        removal = reverse("catalogue:remove-mapping", args=[one.pk])
        clerk.post(removal)
        assert HoldingsMapping.objects.exists()
        clerk.post(removal, {"confirmed": "1"})
        assert not HoldingsMapping.objects.exists()
