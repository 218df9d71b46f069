"""Undoing a merge within the days of the option, and the end of those days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import ports
from shushan.people.errors import MergeOver
from shushan.people.models import CURRENT_STATES, Card, Person, Reader, ReaderMerge, RoleGrant, Staff, User
from shushan.people.operations import cards, erasing, readers
from shushan.people.operations.merging import thawed
from shushan.people.operations.merging_family import family_back
from shushan.people.options import MERGE_DAYS
from shushan.people.states import CardState
from shushan.people.terms import PeopleAct

_NOTHING: dict[str, Any] = {"gender": None, "birth_on": None, "id_number_index": None}  # the rest are empty texts
_SLICE = 200


@write()
def undo_merge(*, actor: Actor, at: datetime, merge_id: int) -> int:
    """Take a merge back and return the id of the reader who comes back, with whatever moved and was not touched since.

    What was done with the kept reader after the merge (new loans, a new card) stays there.

    :raises NotAllowed: no grant at the kept reader's home site.
    :raises NotFound: there is no such merge.
    :raises MergeOver: undone already, its days are over, or the one who stayed was erased or merged on.
    """
    merge = ReaderMerge.objects.select_related("kept__person", "gone").filter(pk=merge_id).first()
    if merge is None:
        raise NotFound(_("没有这次合并。"))
    actor.require(PeopleAct.MERGE_READERS, site_id=merge.kept.home_site_id)
    sealed = _still_sealed(merge)
    swapped = ReaderMerge.objects.filter(pk=merge_id, undone_at=None).update(
        undone_at=at, undone_by=actor.label, sealed=None
    )
    if not swapped:
        raise MergeOver(_("这次合并已经撤销过了。"))
    before = thawed(sealed)
    _unfill(merge, before)
    Person.objects.filter(pk=merge.gone.person_id).update(**before, erased_at=None)
    _give_back(merge)
    for code, mover in ports.movers().items():
        mover.move_back(merge.moved["rooms"].get(code, {}), gone_id=merge.gone_id, kept_id=merge.kept_id)
    _card_again(merge.moved["ended_card"], actor=actor, at=at)
    if merge.entry_id is not None:
        ledger.reverse(merge.entry_id, actor=actor, reason="undone", at=at)
    return merge.gone_id


@write()
def end_merges(*, actor: Actor, at: datetime, limit: int = _SLICE) -> int:
    """Destroy what an undoing would need once its days are over; return how many merges became final."""
    actor.require(PeopleAct.MERGE_READERS)
    last = at - timedelta(days=options.get(MERGE_DAYS, at=at))
    over = ReaderMerge.objects.select_related("gone__person").filter(sealed__isnull=False, merged_at__lt=last)
    merges = list(over.order_by("pk")[:limit])
    for merge in merges:
        erasing.cut_account(merge.gone.person)
        ReaderMerge.objects.filter(pk=merge.pk).update(sealed=None)
    return len(merges)


def _still_sealed(merge: ReaderMerge) -> bytes:
    if merge.undone_at is not None:
        raise MergeOver(_("这次合并已经撤销过了。"))
    if merge.sealed is None:
        raise MergeOver(_("可以撤销的期限已过，资料已经销毁。"), remedy=_("如确是两个人，请为另一位重新办证。"))
    if merge.kept.person.erased_at is not None:
        raise MergeOver(_("留下的读者后来又被合并或删除，不能直接撤销。"), remedy=_("请先撤销后一次合并。"))
    return bytes(merge.sealed)


def _unfill(merge: ReaderMerge, before: dict[str, Any]) -> None:
    """Take from the kept person what the merge filled in, where nobody has changed it since."""
    kept = merge.kept.person
    columns = {n: _NOTHING.get(n, "") for n in merge.moved["filled"] if getattr(kept, n) == before[n]}
    if "id_number_index" in columns:
        columns["id_number_sealed"] = None
    if columns:
        Person.objects.filter(pk=kept.pk).update(**columns)
    was = {**readers.NOT_FROZEN, "verified_at": None, "guardian_id": None, **_freeze_of(merge)}
    carried = {name: was[name] for name in merge.moved["reader"]}
    same = {name: getattr(merge.gone, name) for name in carried}
    if carried:
        Reader.objects.filter(pk=merge.kept_id, **same).update(**carried)


def _freeze_of(merge: ReaderMerge) -> dict[str, Any]:
    """Return the freeze that the kept reader had before the merge, nothing where there was none."""
    was: dict[str, Any] = dict(merge.moved.get("frozen_was", {}))
    if was:
        was["frozen_at"] = datetime.fromisoformat(was["frozen_at"])
        was["frozen_until"] = date.fromisoformat(was["frozen_until"]) if was["frozen_until"] else None
    return was


def _give_back(merge: ReaderMerge) -> None:
    moved, kept, gone = merge.moved, merge.kept, merge.gone
    Card.objects.filter(pk__in=moved["cards"], reader=kept).update(reader=gone)
    Reader.objects.filter(pk__in=moved["wards"], guardian=kept).update(guardian=gone)
    RoleGrant.objects.filter(pk__in=moved["grants"], person=kept.person_id).update(person=gone.person_id)
    family_back(moved.get("family", {}), kept, gone)
    if moved["staff"]:
        Staff.objects.filter(person=kept.person_id).update(person=gone.person_id)
    if moved["account"] == "moved":
        User.objects.filter(person=kept.person_id).update(person=gone.person_id)
    if moved["account"] == "closed":
        User.objects.filter(person=gone.person_id).update(is_active=True)


def _card_again(ended: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Make the card that the merge withdrew good again, unless its reader got another one meanwhile."""
    card = Card.objects.filter(pk=ended.get("id") or 0, state=CardState.WITHDRAWN).first()
    if card is None or Card.objects.filter(reader=card.reader_id, state__in=CURRENT_STATES).exists():
        return
    Card.objects.filter(pk=card.pk).update(state=ended["state"], ended_at=None)
    ledger.reverse(ended["entry"], actor=actor, reason="merge undone", at=at)
    cards.count(card.pk, actor=actor, at=at)
