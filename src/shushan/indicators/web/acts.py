"""The steps of a value as forms of its page: what this person may do now, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shushan.figures import public as figures
from shushan.indicators import policy
from shushan.indicators.states import ValueState
from shushan.indicators.terms import Basis, IndicatorAct, ValueLine
from shushan.indicators.values import computing, drafting, late, queries, signing
from shushan.indicators.values.moving import STEP_WORDS
from shushan.indicators.web.forms import AnswerForm, ReasonForm, SubmitForm
from shushan.jobs import public as jobs
from shushan.kernel.errors import NotFound, Refused
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class Offer:
    """One step on the page: the button, the form, what it does, whether it is the next step or a way back."""

    code: str
    label: object
    help: object
    verb: IndicatorAct
    states: frozenset[ValueState]
    do: Callable[..., object]
    form: type[forms.Form] | None = None
    is_quiet: bool = False
    fits: Callable[[ValueLine], bool] = lambda line: True


_S = ValueState
_STEPS = {"check": "checked", "sign": "signed", "approve": "approved", "submit": "submitted"}
_SIGNED = frozenset({_S.SIGNED, _S.APPROVED, _S.SUBMITTED})
OFFERS = (
    Offer(
        "answer", gettext_lazy("确认这个数"), gettext_lazy("这个数比前十二个月的平均数高出很多，要有人确认。"),
        IndicatorAct.DRAFT_VALUE, frozenset({_S.DRAFT}), drafting.answer_prompt, AnswerForm,
        fits=lambda line: bool(line.prompt) and not line.prompt_answer,
    ),
    Offer(
        "check", gettext_lazy("核对"), gettext_lazy("按记录重算，存下收据和核对码。起草的人不能核对。"),
        IndicatorAct.CHECK_VALUE, frozenset({_S.DRAFT}), signing.check_value,
    ),
    Offer(
        "sign", gettext_lazy("签认"), gettext_lazy("签认之后数值冻结，后来的记录不再改变它。"),
        IndicatorAct.SIGN_VALUE, frozenset({_S.CHECKED}), signing.sign_value,
    ),
    Offer(
        "approve", gettext_lazy("批准"), gettext_lazy("馆长批准；批准之后可以公开、报送。"),
        IndicatorAct.APPROVE_VALUE, frozenset({_S.SIGNED}), signing.approve_value,
    ),
    Offer(
        "submit", gettext_lazy("报送"), gettext_lazy("写明报送给谁；报送之后不能解锁，只能重述。"),
        IndicatorAct.SUBMIT_VALUE, frozenset({_S.APPROVED}), signing.submit_value, SubmitForm,
        fits=lambda line: line.restated_by_id is None,
    ),
    Offer(
        "publish", gettext_lazy("公开"), gettext_lazy("任何人都看得到，并出现在开放数据里。"),
        IndicatorAct.PUBLISH_VALUE, frozenset({_S.APPROVED, _S.SUBMITTED}), partial(signing.publish_value, is_public=True),
        is_quiet=True, fits=lambda line: not line.is_public,
    ),
    Offer(
        "unpublish", gettext_lazy("不再公开"), "", IndicatorAct.PUBLISH_VALUE, _SIGNED,
        partial(signing.publish_value, is_public=False), is_quiet=True, fits=lambda line: line.is_public,
    ),
    Offer(
        "send-back", gettext_lazy("退回"), gettext_lazy("退回草稿，重新核对。"), IndicatorAct.SIGN_VALUE,
        frozenset({_S.CHECKED}), signing.send_back, ReasonForm, is_quiet=True,
    ),
    Offer(
        "withdraw", gettext_lazy("放弃"), gettext_lazy("放弃这份草稿。"), IndicatorAct.DRAFT_VALUE, frozenset({_S.DRAFT}),
        drafting.withdraw_value, ReasonForm, is_quiet=True,
    ),
    Offer(
        "look-again", gettext_lazy("查有没有迟到的记录"), gettext_lazy("与现在的记录比对，不改变数值；夜里也会自动比对。"),
        IndicatorAct.CHECK_VALUE, _SIGNED, late.look_again, is_quiet=True,
        fits=lambda line: line.basis is Basis.RECORDS and line.restated_by_id is None,
    ),
    Offer(
        "restate", gettext_lazy("重述"), gettext_lazy("以新的数值公开替换：旧值和新值都保留，并列入重述清单。"),
        IndicatorAct.DECIDE_LATE, _SIGNED, late.restate_value, ReasonForm, is_quiet=True,
        fits=lambda line: line.restated_by_id is None,
    ),
    Offer(
        "ask-unlock", gettext_lazy("申请解锁"), gettext_lazy("写明理由，由另一个人同意之后退回草稿。"),
        IndicatorAct.UNLOCK_VALUE, frozenset({_S.SIGNED, _S.APPROVED}), signing.ask_unlock, ReasonForm, is_quiet=True,
        fits=lambda line: not line.unlock_asked_by and line.restated_by_id is None,
    ),
    Offer(
        "unlock", gettext_lazy("同意解锁"), gettext_lazy("数值退回草稿，原来的收据留在历史里。"),
        IndicatorAct.UNLOCK_VALUE, frozenset({_S.SIGNED, _S.APPROVED}), signing.unlock_value, is_quiet=True,
        fits=lambda line: bool(line.unlock_asked_by),
    ),
    Offer(
        "keep-locked", gettext_lazy("不予解锁"), "", IndicatorAct.UNLOCK_VALUE, frozenset({_S.SIGNED, _S.APPROVED}),
        signing.keep_locked, is_quiet=True, fits=lambda line: bool(line.unlock_asked_by),
    ),
)  # fmt: skip


def offered(request: Request, line: ValueLine) -> list[tuple[Offer, forms.Form | None]]:
    """Return the steps that this person holds the verb for at every site of the value, in its present state."""
    return [
        (offer, offer.form(auto_id=f"{offer.code}-%s") if offer.form else None)
        for offer in OFFERS
        if line.state in offer.states and offer.fits(line) and _holds(request, offer.verb, line)
        and not (offer.code == "unlock" and line.unlock_asked_by == request.actor.label)  # two persons open a value
        and not _own_step(request, line, offer.code)
    ]  # fmt: skip


def hindered(request: Request, line: ValueLine) -> str:
    """Say which step this person could do, had they not done an earlier one; an empty string where there is none."""
    for offer in OFFERS:
        mine = _own_step(request, line, offer.code)
        if mine and line.state in offer.states and offer.fits(line) and _holds(request, offer.verb, line):
            return _("您已经办过“%(mine)s”，“%(step)s”要由另一位同事办。") % {
                "mine": STEP_WORDS[mine],
                "step": offer.label,
            }
    return ""


def _own_step(request: Request, line: ValueLine, code: str) -> str:
    """Return which earlier step of this person stands in the way of a step, as the operations will see it."""
    step = _STEPS.get(code)
    did = {name: str(getattr(line, f"{name}_by")) for name in policy.barred(step)} if step else {}
    return policy.who_did(did, request.actor.label)


def _holds(request: Request, verb: IndicatorAct, line: ValueLine) -> bool:
    if not line.asked.site_ids:
        return request.actor.may(verb)
    return all(request.actor.may(verb, site_id=site_id) for site_id in line.asked.site_ids)


@require_POST
@staff_page(IndicatorAct.SEE_VALUES)
def act(request: Request, value_id: int, act: str) -> HttpResponse:
    """Do one step of a value and return to its page."""
    offer = next((one for one in OFFERS if one.code == act), None)
    if offer is None:
        raise NotFound(_("没有这个步骤"))
    said: dict[str, Any] = {}
    if offer.form is not None:
        form = offer.form(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
            return redirect("indicators:value", value_id)
        said = form.cleaned_data
    if act == "check" and _is_large(request, value_id):
        request.actor.require_somewhere(IndicatorAct.CHECK_VALUE)
        jobs.start("indicators.check", {"value_id": value_id}, actor=request.actor, at=request.at)
        messages.success(request, _("记录很多，核对在后台进行；稍后刷新这一页。"))
        return redirect("indicators:value", value_id)
    try:
        done = offer.do(actor=request.actor, at=request.at, value_id=value_id, **said)
    except Refused as refusal:
        if refusal.code == "not-allowed":
            raise
        messages.error(request, refusal.told)
        return redirect("indicators:value", value_id)
    messages.success(request, _("%(act)s：已完成。") % {"act": offer.label})
    return redirect("indicators:value", done if act == "restate" and isinstance(done, int) else value_id)


def _is_large(request: Request, value_id: int) -> bool:
    line = queries.value(value_id)
    if line.basis is not Basis.RECORDS:
        return False
    return computing.found_of(line.asked, at=request.at).entries > figures.DIGEST_UP_TO
