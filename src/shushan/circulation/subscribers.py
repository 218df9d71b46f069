"""What the circulation does when something happened elsewhere."""

from __future__ import annotations

from shushan.circulation.models import Loan
from shushan.circulation.money.operations.charging import new_charge
from shushan.circulation.money.operations.keeping import forget_charges_of
from shushan.circulation.money.terms import ChargeKind
from shushan.circulation.operations.histories import forget_reader
from shushan.circulation.operations.holds import forget_holds_of
from shushan.circulation.troubles.options import CARD_FEE
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.ledger.public import EntryRow, on_fact
from shushan.options import public as options
from shushan.people import public as people
from shushan.search import public as search


@on_fact("people.person-erased", "circulation.forget-reader")
def forget(row: EntryRow) -> None:
    """Cut the link between an erased reader and their returned loans."""
    noun, _colon, number = row.subject.partition(":")
    if noun == "people.reader" and number.isdecimal() and row.corrects is None:
        forget_reader(actor=system("erasing"), at=row.recorded_at, reader_id=int(number))
        forget_charges_of(int(number))
        forget_holds_of(actor=system("erasing"), at=row.recorded_at, reader_id=int(number))


@on_fact("places.site-closed", "circulation.settle-closure")
@on_fact("places.closure-ended", "circulation.settle-closure")
@on_fact("places.closure-withdrawn", "circulation.settle-closure")
def settle_closure(row: EntryRow) -> None:
    """Have the worker move due days and last days on the pick-up shelf, or put them back."""
    noun, _colon, number = row.subject.partition(":")
    if noun == "places.closure" and number.isdecimal() and row.site_id is not None:
        arguments: dict[str, str | int] = {"closure_id": int(number), "site_id": row.site_id}
        jobs.start("circulation.settle-closure", arguments, actor=system("closure"), at=row.recorded_at)


@on_fact("people.card-replaced", "circulation.charge-new-card")
def charge_new_card(row: EntryRow) -> None:
    """Charge for a new card in the place of another, where the library asks for that."""
    noun, _colon, number = row.subject.partition(":")
    if noun != "people.card" or not number.isdecimal() or row.corrects is not None or row.site_id is None:
        return
    fee = options.get(CARD_FEE, at=row.recorded_at)
    reader_id = people.reader_id_of_card(int(number))
    if fee and reader_id is not None:
        new_charge(
            ChargeKind.CARD, fee, reader_id=reader_id, site_id=row.site_id, actor=system("cards"), at=row.recorded_at
        )


@on_fact("circulation.item-lent", "circulation.refresh-search")
@on_fact("circulation.item-returned", "circulation.refresh-search")
def refresh(row: EntryRow) -> None:
    """Have the index look again at a work of which a copy went out or came back: "in now" is a filter there."""
    noun, _colon, number = row.subject.partition(":")
    if noun == "circulation.loan" and number.isdecimal():
        for record_id in Loan.objects.filter(pk=int(number)).values_list("item__record_id", flat=True):
            search.changed("record", record_id, at=row.recorded_at)
