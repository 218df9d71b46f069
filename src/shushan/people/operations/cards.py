"""Cards: issue, activate, renew, report lost, find again, replace, withdraw."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import events, policy, vault
from shushan.people.errors import CardAlreadyCurrent, CardCannot, CardNumberTaken, DocumentTaken
from shushan.people.models import CURRENT_STATES, Card, Person, Reader
from shushan.people.operations import persons, readers
from shushan.people.options import CARD_YEARS_OF
from shushan.people.queries.family import acts_for
from shushan.people.states import CardMove, CardState, after
from shushan.people.terms import PeopleAct, ReaderCategory

_DRAWS = 20  # at nine random digits even a million cards make a second draw rare


@write()
def issue_card(
    *, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None, number: str = "", is_online: bool = False
) -> int:
    """Give a reader the first card and return its id. An empty ``number`` draws one.

    ``is_online``: the card of a self-registered reader, good for on-line services until a desk verified who they are.

    :raises CardAlreadyCurrent: the reader holds a current card.
    :raises CardNumberTaken: another card has this number.
    """
    reader = readers.find(reader_id)
    stands = _site(actor, reader, site_id)
    actor.require(PeopleAct.ISSUE_CARD, site_id=stands)
    state = CardState.PENDING if is_online else CardState.ACTIVE
    card = _new(reader, state, stands, number, at)
    kind = "online" if is_online else "plastic"
    event = events.CardIssued(site_id=stands, reader_id=reader_id, kind=kind, **readers.dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    count(card.pk, actor=actor, at=at)
    return card.pk


@write()
def verify_reader(
    *, actor: Actor, at: datetime, reader_id: int, id_number: str = "", site_id: int | None = None
) -> None:
    """Confirm at the desk who a self-registered reader is; their pending card becomes good for lending.

    :raises DocumentTaken: the document shown is on record for somebody else.
    """
    reader = readers.find(reader_id)
    stands = _site(actor, reader, site_id)
    actor.require(PeopleAct.VERIFY_READER, site_id=stands)
    number = persons.clean_document(id_number)
    if number:
        _keep_document(reader.person_id, number)
    Reader.objects.filter(pk=reader_id, verified_at=None).update(verified_at=at)
    card = Card.objects.filter(reader=reader_id, state=CardState.PENDING).first()
    if card is None:
        return
    _move(card, CardMove.ACTIVATE, expires_on=last_day(reader, at))
    event = events.CardActivated(site_id=stands, reader_id=reader_id, **readers.dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    count(card.pk, actor=actor, at=at)


@write()
def renew_card(*, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None) -> None:
    """Make the current card good for another term, counted from today.

    :raises CardCannot: the reader has no active card.
    """
    reader = readers.find(reader_id)
    stands = _site(actor, reader, site_id)
    actor.require(PeopleAct.RENEW_CARD, site_id=stands)
    _renew(reader, stands, actor=actor, at=at)


@write()
def renew_own_card(*, actor: Actor, at: datetime) -> None:
    """Renew one's own card from home: near its last good day, when nothing stands against it.

    :raises CardCannot: too early or too late, frozen, not verified, or no way to reach the reader is on record.
    """
    actor.require(PeopleAct.RENEW_OWN)
    reader = Reader.objects.select_related("person").filter(person=actor.id, person__erased_at=None).first()
    if reader is None:
        raise NotAllowed(verb=PeopleAct.RENEW_OWN)
    why = ""
    if not policy.may_renew_own(_current(reader.pk).expires_on, ledger.local_day(at)):
        why = str(_("到期前三十天到到期后九十天之间才可以自助续期。"))
    elif reader.frozen_at is not None or reader.verified_at is None:
        why = str(_("读者证被冻结或身份未核验，不能自助续期。"))
    elif not (reader.person.phone or reader.person.email):
        why = str(_("请先填写手机号或邮箱，再续期。"))
    if why:
        raise CardCannot(why, remedy=_("也可以带证件到任一服务台办理。"))
    _renew(reader, reader.home_site_id, actor=actor, at=at)


@write()
def report_lost(*, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None) -> None:
    """Close a reader's current card because it is lost. Readers may report their own, guardians their child's.

    :raises CardCannot: the reader has no current card.
    """
    reader = readers.find(reader_id)
    stands = _site(actor, reader, site_id)
    acts = actor.id == reader.person_id or acts_for(actor.id, reader_id, at=at)
    is_own = actor.kind in (ActorKind.READER, ActorKind.STAFF) and acts and actor.may(PeopleAct.LOSE_OWN)
    if not is_own:
        actor.require(PeopleAct.REPORT_LOST, site_id=stands)
    card = _current(reader_id)
    _move(card, CardMove.LOSE, ended_at=at)
    event = events.CardLost(site_id=stands, reader_id=reader_id, **readers.dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    count(card.pk, actor=actor, at=at)


@write()
def replace_card(*, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None, number: str = "") -> int:
    """Give a new card in the place of a lost, broken or current one and return the new card's id.

    The new card keeps a last good day that still lies ahead.

    :raises CardCannot: the reader never had a card.
    :raises CardNumberTaken: another card has this number.
    """
    reader = readers.find(reader_id)
    stands = _site(actor, reader, site_id)
    actor.require(PeopleAct.REPLACE_CARD, site_id=stands)
    old = _latest(reader_id)
    is_pending = old.state == CardState.PENDING
    _move(old, CardMove.REPLACE, ended_at=old.ended_at or at)
    card = _new(reader, CardState.PENDING if is_pending else CardState.ACTIVE, stands, number, at)
    event = events.CardReplaced(site_id=stands, reader_id=reader_id, **readers.dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    for pk in (old.pk, card.pk):
        count(pk, actor=actor, at=at)
    return card.pk


def withdraw_cards(reader: Reader, *, actor: Actor, at: datetime) -> None:
    """Close whatever card of a reader is current. Inside the caller's transaction, the grant checked there."""
    for card in Card.objects.filter(reader=reader, state__in=CURRENT_STATES):
        withdraw(card, reader, actor=actor, at=at)


def withdraw(card: Card, reader: Reader, *, actor: Actor, at: datetime) -> int:
    """Close one current card inside the caller's transaction and return the id of the ledger's entry."""
    _move(card, CardMove.WITHDRAW, ended_at=at)
    event = events.CardWithdrawn(site_id=card.site_id, reader_id=reader.pk, **readers.dims(reader, at))
    entry_id = ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    count(card.pk, actor=actor, at=at)
    return entry_id


def count(card_id: int, *, actor: Actor, at: datetime, happened_at: datetime | None = None) -> bool:
    """Bring the ledger's count of valid cards into step with one card; say whether anything was recorded.

    Inside the caller's transaction. ``happened_at``: when the card became or ceased to be valid (default: now).
    """
    card = Card.objects.select_related("reader__person").get(pk=card_id)
    today = ledger.local_day(at)
    is_valid = card.state == CardState.ACTIVE and (card.expires_on is None or card.expires_on >= today)
    if not Card.objects.filter(pk=card_id, is_counted=not is_valid).update(is_counted=is_valid):
        return False
    then = happened_at or at
    subject = f"people.card:{card_id}"
    said = readers.dims(card.reader, then)
    if not is_valid:
        said = _said_when_valid(subject, said)
    event = events.CardValidity(
        site_id=card.site_id, reader_id=card.reader_id, quantity=1 if is_valid else -1, **said
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=subject, at=then, recorded_at=at)
    return True


def _said_when_valid(subject: str, otherwise: readers.Dims) -> readers.Dims:
    """Return category and age band as the card said them when it became valid: both signs fall to the same part."""
    fact = events.CardValidity.FACT
    for row in reversed(ledger.rows_of(subject)):
        if row.fact == fact and row.quantity > 0:
            return {"category": str(row.dims.get("category", "")), "age_band": str(row.dims.get("age_band", ""))}
    return otherwise


def _site(actor: Actor, reader: Reader, site_id: int | None) -> int:
    """Return where the act happens: the desk named, else where the actor stands, else the reader's home site."""
    return site_id or actor.site_id or reader.home_site_id


def _renew(reader: Reader, site_id: int, *, actor: Actor, at: datetime) -> None:
    card = _current(reader.pk)
    if card.expires_on is not None and card.expires_on < ledger.local_day(at):
        count(card.pk, actor=actor, at=at, happened_at=lapsed_at(card))  # the night has not been here yet
    _move(card, CardMove.RENEW, expires_on=last_day(reader, at))
    event = events.CardRenewed(site_id=site_id, reader_id=reader.pk, **readers.dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.card:{card.pk}", at=at)
    count(card.pk, actor=actor, at=at)


def lapsed_at(card: Card) -> datetime | None:
    """Return the first instant after a card's last good day, library time."""
    if card.expires_on is None:
        return None
    return ledger.day_begins(card.expires_on + timedelta(days=1))


def last_day(reader: Reader, at: datetime) -> date:
    """Return the last good day of a card issued or renewed now, by the term of the reader's category."""
    years = options.get(CARD_YEARS_OF[ReaderCategory(reader.category)], at=at)
    return policy.expiry(ledger.local_day(at), years)


def _new(reader: Reader, state: CardState, site_id: int, number: str, at: datetime) -> Card:
    if Card.objects.filter(reader=reader, state__in=CURRENT_STATES).exists():
        raise CardAlreadyCurrent(_("这位读者已有一张有效的读者证。"), remedy=_("如需换证，请办理补证。"))
    given = policy.scanned(number)
    if given and Card.objects.filter(number=given).exists():
        raise CardNumberTaken(_("证号%(number)s已被使用。") % {"number": given}, remedy=_("请换一张空白证。"))
    expires_on = last_day(reader, at)
    return Card.objects.create(
        number=given or _drawn(), reader=reader, state=state, site_id=site_id, issued_at=at, expires_on=expires_on
    )


def _drawn() -> str:
    for _draw in range(_DRAWS):
        number = policy.card_number()
        if not Card.objects.filter(number=number).exists():
            return number
    raise RuntimeError("no free card number in twenty draws")


def _current(reader_id: int) -> Card:
    card = Card.objects.filter(reader=reader_id, state__in=CURRENT_STATES).first()
    if card is None:
        raise CardCannot(_("这位读者没有有效的读者证。"), remedy=_("请办理补证或发放新证。"))
    return card


def _latest(reader_id: int) -> Card:
    cards = Card.objects.filter(reader=reader_id)
    card = cards.filter(state__in=CURRENT_STATES).first() or cards.filter(state=CardState.LOST).last()
    if card is None:
        raise CardCannot(_("没有可补的读者证。"), remedy=_("请发放新证。"))
    return card


def _move(card: Card, move: CardMove, **columns: object) -> None:
    """Compare and swap: the card goes where the table says, or nothing happens.

    :raises CardCannot: the table knows no such move, or somebody was faster.
    """
    target = after(CardState(card.state), move)
    swapped = target is not None and Card.objects.filter(pk=card.pk, state=card.state).update(state=target, **columns)
    if not swapped:
        raise CardCannot(_("读者证的状态已变，此项操作不能进行。"), remedy=_("请刷新页面后再试。"))


def _keep_document(person_id: int, number: str) -> None:
    index = vault.blind_index(number)
    if Person.objects.filter(id_number_index=index).exclude(pk=person_id).exists():
        raise DocumentTaken(_("这个证件号已登记在另一人名下。"), remedy=_("这位读者可能已办过证：请按证件号查找。"))
    Person.objects.filter(pk=person_id).update(id_number_sealed=vault.seal(number), id_number_index=index)
