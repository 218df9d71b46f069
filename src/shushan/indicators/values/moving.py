"""What every step of a value shares: the grant where it counts, another person, compare-and-swap, the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.indicators import policy
from shushan.indicators.errors import SamePerson
from shushan.indicators.states import ValueMove, ValueState, after
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.values.models import SignedValue, Step
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Conflict, NotAllowed, NotFound


def row(value_id: int) -> SignedValue:
    """Return one value's row.

    :raises NotFound:
    """
    found = SignedValue.objects.select_related("receipt").filter(pk=value_id).first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的数值") % {"id": value_id})
    return found


def require(actor: Actor, verb: IndicatorAct, site_ids: tuple[int, ...] | list[int] | None) -> None:
    """Pass when the verb is held at every site that the value counts; a value of all sites needs it everywhere.

    :raises NotAllowed:
    """
    if not site_ids:
        actor.require(verb)
    for site_id in site_ids or ():
        actor.require(verb, site_id=site_id)


def require_person(actor: Actor, found: SignedValue, step: str) -> None:
    """Pass when a person acts who did none of the steps before.

    :raises NotAllowed: a machine :raises SamePerson:
    """
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed(_("数值只能由人来签认"))
    did = {name: str(getattr(found, f"{name}_by")) for name in policy.barred(step)}
    before = policy.who_did(did, actor.label)
    if before:
        raise SamePerson(
            _("您已经办过这个数值的“%(step)s”，这一步要由另一个人办") % {"step": STEP_WORDS[before]},
            rule=_("起草、核对、签认、批准由四个不同的人办"), remedy=_("请另一位同事来办"),
        )  # fmt: skip


def move(found: SignedValue, what: ValueMove, **changes: Any) -> None:
    """Move the state by compare-and-swap: of two at once, one wins.

    :raises Conflict: it is elsewhere by now
    """
    target = after(ValueState(found.state), what)
    moved = target is not None and SignedValue.objects.filter(pk=found.pk, state=found.state).update(
        state=target, **changes
    )
    if not moved:
        raise Conflict(_("这个数值已经不在这一步"), remedy=_("请刷新页面看现在的情况"))


def trail(
    actor: Actor, at: datetime, value_id: int, what: str, *, reason: str = "", receipt_id: int | None = None
) -> None:
    """Write one step down."""
    Step.objects.create(
        value_id=value_id, move=what, by=actor.label, name=actor.name[:80], at=at, reason=reason.strip()[:1000],
        receipt_id=receipt_id,
    )  # fmt: skip


def needed(reason: str, field: str = "reason") -> str:
    """Return a reason that says something.

    :raises Invalid:
    """
    from shushan.kernel.errors import Invalid

    if not reason.strip():
        raise Invalid(_("请写明理由"), field=field)
    return reason.strip()


class _Words(Mapping[str, str]):
    """The steps in words, in the language of the page."""

    def __getitem__(self, step: str) -> str:
        return {
            "made": _("起草"), "checked": _("核对"), "signed": _("签认"), "approved": _("批准"), "submitted": _("报送"),
        }[step]  # fmt: skip

    def __iter__(self) -> Any:
        return iter((*policy.STEPS, "submitted"))

    def __len__(self) -> int:
        return len(policy.STEPS) + 1


STEP_WORDS = _Words()
