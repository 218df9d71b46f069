"""What was done while a desk was cut off: taken once, in order, never refused; what conflicts is on the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.models import Loan, OfflineAct, Stray
from shushan.circulation.offline.face import Outcome, PastAct, Taken, Way
from shushan.circulation.offline.policy import OLDEST, happened
from shushan.circulation.tests.make import TESTER, make_item, make_loan, make_site
from shushan.kernel.actor import Actor, system
from shushan.kernel.clock import now
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.ledger.models import Entry
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader, make_staff

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def site() -> int:
    return make_site("C", "中心馆")


@pytest.fixture
def desk(site: int) -> Actor:
    return actor_of(make_staff("desk", site_id=site), at=now())


def take(
    desk: Actor,
    site: int,
    way: Way,
    barcode: str,
    card: str = "",
    *,
    hours: float = 1,
    key: UUID | None = None,
    **more: object,
) -> Taken:
    at = now() - hours * HOUR
    act = PastAct(key or uuid4(), way, card, barcode, at, at, "服务台 · 甲", site, **more)  # type: ignore[arg-type]
    return circulation.cut_off.take_past_act(actor=desk, at=now(), act=act)


def a_reader(site: int, name: str = "李小满") -> people.ReaderValue:
    return make_reader(site_id=site, at=now() - 10 * HOUR, name=name)


def test_a_loan_and_its_return_are_dated_by_when_they_happened_and_recorded_now(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    lent = take(desk, site, Way.LEND, item.barcode, reader.card_number, hours=3)
    back = take(desk, site, Way.RETURN, item.barcode, hours=2)
    assert (lent.outcome, back.outcome) == (Outcome.DONE, Outcome.DONE)
    loan = Loan.objects.get()
    assert (
        loan.state == "back"
        and loan.back_at is not None
        and loan.back_at - loan.lent_at == pytest.approx(HOUR, abs=timedelta(seconds=5))
    )
    facts = Entry.objects.filter(subject=f"circulation.loan:{loan.pk}")
    assert {fact.fact.name for fact in facts} == {"circulation.item-lent", "circulation.item-returned"}
    for fact in facts:
        assert fact.recorded_at - fact.occurred_at > HOUR, "known now, happened then"
        assert fact.actor == desk.label


def test_the_same_act_again_is_answered_and_done_once(site: int, desk: Actor) -> None:
    item, reader, key = make_item(site_id=site), a_reader(site), uuid4()
    first = take(desk, site, Way.LEND, item.barcode, reader.card_number, key=key)
    again = take(desk, site, Way.LEND, item.barcode, reader.card_number, key=key)
    assert first.loan and again.loan and first.loan.loan_id == again.loan.loan_id
    assert Loan.objects.count() == OfflineAct.objects.count() == 1


def test_two_desks_that_lent_the_same_item_leave_it_with_the_later_reader_and_somebody_looks(
    site: int, desk: Actor
) -> None:
    item, one, two = make_item(site_id=site), a_reader(site), a_reader(site, "王五")
    assert take(desk, site, Way.LEND, item.barcode, one.card_number, hours=3).outcome is Outcome.DONE
    second = take(desk, site, Way.LEND, item.barcode, two.card_number, hours=2)
    assert second.outcome is Outcome.OPEN and "前一位读者" in second.why and second.loan is not None
    assert [loan.state for loan in Loan.objects.order_by("pk")] == ["back", "out"]
    out = circulation.loan_out(item.id)
    assert out is not None and out.reader_id == two.id


def test_what_comes_up_late_does_not_undo_what_happened_after_it(site: int, desk: Actor) -> None:
    item, one, two = make_item(site_id=site), a_reader(site), a_reader(site, "王五")
    make_loan(item_id=item.id, reader_id=two.id, site_id=site, at=now() - HOUR)
    late = take(desk, site, Way.LEND, item.barcode, one.card_number, hours=3)
    assert late.outcome is Outcome.OPEN and "又借给了别的读者" in late.why and late.loan is None
    back = take(desk, site, Way.RETURN, item.barcode, hours=2)
    assert back.outcome is Outcome.EASED and "又借出了" in back.why
    out = circulation.loan_out(item.id)
    assert out is not None and out.reader_id == two.id
    circulation.return_item(actor=TESTER, at=now(), item_id=item.id, site_id=site)
    third = take(desk, site, Way.LEND, item.barcode, one.card_number, hours=0.5)
    assert third.outcome is Outcome.OPEN and "已经还回" in third.why
    same = take(desk, site, Way.LEND, item.barcode, two.card_number, hours=0.9)
    assert same.outcome is Outcome.EASED and circulation.loan_out(item.id) is None


def test_an_act_whose_answer_was_lost_on_the_line_is_known_already(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=now() - HOUR)
    again = take(desk, site, Way.LEND, item.barcode, reader.card_number, hours=0.9)
    assert again.outcome is Outcome.EASED and "已经借给这位读者" in again.why
    assert Loan.objects.count() == 1 and Loan.objects.get().renewals == 0
    assert take(desk, site, Way.RENEW, item.barcode, reader.card_number, hours=0.5).loan is not None
    assert Loan.objects.get().renewals == 1


def test_a_card_frozen_meanwhile_is_lent_to_in_the_name_of_the_house_with_the_reason(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    people.freeze(actor=TESTER, at=now(), reader_id=reader.id, reason="欠费")
    done = take(desk, site, Way.LEND, item.barcode, reader.card_number)
    assert done.outcome is Outcome.EASED and "冻结" in done.why and done.loan is not None
    assert Entry.objects.get(fact__name="circulation.item-lent").actor == "system:offline"


def test_a_lost_card_an_unknown_card_and_an_unknown_barcode_wait_on_the_list(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    people.report_lost(actor=TESTER, at=now(), reader_id=reader.id)
    assert take(desk, site, Way.LEND, item.barcode, reader.card_number).outcome is Outcome.OPEN
    assert take(desk, site, Way.LEND, item.barcode, "NOBODY9").outcome is Outcome.OPEN
    assert take(desk, site, Way.LEND, "NOSUCH1", reader.card_number).outcome is Outcome.OPEN
    assert Loan.objects.count() == 0
    taken = take(desk, site, Way.RETURN, "NOSUCH1")
    assert taken.outcome is Outcome.EASED and Stray.objects.get().barcode == "NOSUCH1"


def test_a_due_day_earlier_than_the_one_that_was_told_is_said(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    told = ledger.local_day(now()) + timedelta(days=400)
    done = take(desk, site, Way.LEND, item.barcode, reader.card_number, told_due=told)
    assert done.outcome is Outcome.EASED and str(told) in done.why and done.loan is not None


def test_only_whoever_may_lend_there_may_send_it_up(site: int) -> None:
    stranger = actor_of(make_staff("desk", site_id=make_site("H", "河口馆区"), name="别处"), at=now())
    with pytest.raises(NotAllowed):
        take(stranger, site, Way.RETURN, "X1")
    assert not OfflineAct.objects.exists()


def test_what_waits_is_mended_with_the_right_card_or_settled_with_a_note(site: int, desk: Actor) -> None:
    item, reader = make_item(site_id=site), a_reader(site)
    take(desk, site, Way.LEND, item.barcode, "NOBODY9", hours=2)
    row = OfflineAct.objects.get()
    assert (row.outcome, row.card) == ("open", "NOBODY9")
    with pytest.raises(Conflict):
        circulation.cut_off.mend_past_act(actor=desk, at=now(), key=row.key, card="NOBODY8", barcode="")
    done = circulation.cut_off.mend_past_act(actor=desk, at=now(), key=row.key, card=reader.card_number, barcode="")
    row.refresh_from_db()
    assert done.loan is not None and row.outcome == "settled" and row.card == reader.card_number[-4:]
    assert Loan.objects.get().lent_at == row.at
    with pytest.raises(Conflict):
        circulation.cut_off.settle_past_act(actor=desk, at=now(), key=row.key, note="再来")
    take(desk, site, Way.LEND, "NOSUCH1", reader.card_number)
    other = OfflineAct.objects.get(outcome="open")
    with pytest.raises(Invalid):
        circulation.cut_off.settle_past_act(actor=desk, at=now(), key=other.key, note=" ")
    circulation.cut_off.settle_past_act(actor=desk, at=now(), key=other.key, note="书已找回")


def at(hour: float) -> datetime:
    return datetime.fromisoformat("2026-03-01T00:00:00+08:00") + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("said", "sent", "after", "expected"),
    [
        (at(10), at(12), None, at(10)),  # the clocks agree
        (at(10) + 3 * HOUR, at(12) + 3 * HOUR, None, at(10)),  # theirs is three hours ahead
        (at(10) - 400 * HOUR, at(12) - 400 * HOUR, None, at(10)),  # or weeks behind
        (at(13), at(12), None, at(12)),  # it was set back meanwhile: never in the future
        (at(12) - OLDEST - HOUR, at(12), None, at(12)),  # nobody keeps acts so long: a wrong clock
        (at(9), at(12), at(10), at(10)),  # never before what was done there just before
        (at(10), None, None, at(10)),  # a machine does not say what its clock shows now
        (None, at(12), None, at(12)),
    ],
)
def test_when_an_act_happened(
    said: datetime | None, sent: datetime | None, after: datetime | None, expected: datetime
) -> None:
    assert happened(said, sent, at(12), after=after) == expected


def test_the_package_holds_no_name_and_no_number_and_knows_every_card(site: int) -> None:
    import hmac
    from base64 import b64decode

    reader, frozen = a_reader(site), a_reader(site, "赵六")
    people.freeze(actor=TESTER, at=now(), reader_id=frozen.id, reason="欠费")
    gone = make_item(site_id=site)
    catalogue.miss_item(gone.id, actor=TESTER, at=now())
    found = circulation.cut_off.package(site_id=site, at=now())
    cards = b64decode(found.cards)
    marks = {cards[n : n + 8]: cards[n + 8] & 15 for n in range(0, len(cards), 10)}
    digest = lambda text: hmac.digest(bytes.fromhex(found.key), text.encode(), "sha256")[:8]  # noqa: E731
    assert marks == {digest(reader.card_number): 0, digest(frozen.card_number): 2}
    assert b64decode(found.items)[:8] == digest(gone.barcode)
    assert reader.card_number not in repr(found) and "李小满" not in repr(found)
    assert len(found.dues) == 1 and len(found.dues[0]) == len(found.categories)
    assert all(len(told.days) == 3 and told.days[0] > found.first_day for told in found.dues[0])


def test_the_package_asks_the_same_whatever_the_number_of_readers(
    site: int, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _n in range(2):
        a_reader(site), make_item(site_id=site)
        circulation.cut_off.package(site_id=site, at=now())
        with CaptureQueriesContext(connection) as asked:
            circulation.cut_off.package(site_id=site, at=now())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_was_sent_up_is_forgotten_after_its_term_but_never_what_waits(desk: Actor, site: int) -> None:
    reader, item = make_reader(site_id=site), make_item(site_id=site)
    take(desk, site, Way.LEND, item.barcode, reader.card_number)
    take(desk, site, Way.LEND, "HC9999999", reader.card_number)  # nobody knows it: it waits
    waiting = take(desk, site, Way.LEND, "HC8888888", reader.card_number)
    assert waiting.outcome is Outcome.OPEN
    settled = OfflineAct.objects.get(barcode="HC8888888")
    at = now()
    term = timedelta(days=365)
    lead = actor_of(make_staff("desk-lead", site_id=None, name="周主管"), at=at)
    circulation.cut_off.settle_past_act(actor=lead, at=at + term, key=settled.key, note="已联系读者")
    nightly = system("nightly")
    assert circulation.cut_off.drop_old_past_acts(actor=nightly, at=at + term - HOUR) == 0
    assert circulation.cut_off.drop_old_past_acts(actor=nightly, at=at + term + HOUR) == 1  # the one that was recorded
    assert set(OfflineAct.objects.values_list("outcome", flat=True)) == {"open", "settled"}
    assert circulation.cut_off.drop_old_past_acts(actor=nightly, at=at + 2 * term + HOUR) == 1
    assert [row.outcome for row in OfflineAct.objects.all()] == ["open"]
    assert Loan.objects.filter(item_id=item.id, state="out").count() == 1
    with pytest.raises(NotAllowed):
        circulation.cut_off.drop_old_past_acts(actor=desk, at=at)
