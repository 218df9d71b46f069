"""The rules in words: each rule that says no becomes a refusal, unless somebody may and does set it aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.circulation import errors
from shushan.circulation.holds import words
from shushan.circulation.holds.errors import ItemKept, OthersWait
from shushan.circulation.money import words as money_words
from shushan.circulation.money.errors import OwesTooMuch
from shushan.circulation.policy import LEAST_REASON, Hindrance, Rule
from shushan.circulation.rules.words import marked, semicolons, yuan
from shushan.circulation.terms import LoanAct
from shushan.circulation.troubles.errors import Recalled
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused


def let_pass(against: Sequence[Hindrance], *, actor: Actor, site_id: int, reason: str) -> str:
    """Pass when no rule says no, or when the actor sets all of them aside; return their codes joined by ``+``.

    :raises RuleRefused: the gravest rule, its message naming the others too :raises ReasonNeeded:
    """
    if not against:
        return ""
    liftable = all(one.can_be_set_aside for one in against)
    if not reason or not liftable or not actor.may(LoanAct.OVERRIDE, site_id=site_id):
        raise refusal(against)
    if len(reason.strip()) < LEAST_REASON:
        raise errors.ReasonNeeded(_("请写明为什么放行"), field="override_reason")
    return "+".join(one.rule.value for one in against)


def together(found: Sequence[Refused]) -> Refused:
    """Return the first of several refusals, saying what the others say too: every reason, every rule, every way out."""
    first, *others = found
    if not others:
        return first
    said = (dict.fromkeys(getattr(one, part) for one in found) for part in ("message", "rule", "remedy"))
    message, rule, remedy = (semicolons([text for text in texts if text]) for texts in said)
    return type(first)(message, rule=rule, remedy=remedy)


def refusal(against: Sequence[Hindrance]) -> errors.RuleRefused:
    """Return the refusal of the gravest rule; the messages of the others follow its own."""
    first = next((one for one in against if not one.can_be_set_aside), against[0])
    others = [one for one in against if one is not first]
    kind, said = _WORDS[first.rule]
    message, rule, remedy = said(first)
    rule = f"{rule}{marked(first.row)}" if first.row else rule
    told = semicolons([message, *(_WORDS[one.rule][1](one)[0] for one in others)])
    may = LoanAct.OVERRIDE.value if all(one.can_be_set_aside for one in against) else ""
    return kind(told, rule=rule, remedy=remedy, override=may)


Said = tuple[str, str, str]  # what happened, which rule and whose, what to do now


def _no_card(_one: Hindrance) -> Said:
    return _("这位读者没有读者证"), _("借书、续借要有有效的读者证（本馆办证规则）"), _("请先办证")


def _not_verified(_one: Hindrance) -> Said:
    rule = _("网上自助注册的证，核验身份后才能借书（本馆办证规则）")
    return _("读者证还没有核验身份"), rule, _("请带身份证件到服务台；馆员在读者页面点“证件已核对”，当场即可借书")


def _not_valid(one: Hindrance) -> Said:
    words = {"lost": _("这张读者证已经挂失"), "replaced": _("这张读者证已经换新，旧证作废")}
    rule = _("挂失、换下和注销的证不能借书，任何人不得放行（本馆办证规则）")
    return words.get(one.reason, _("这张读者证已经注销")), rule, _("请到服务台补证；捡到的证请交服务台")


def _expired(one: Hindrance) -> Said:
    message = _("读者证已于 %(day)s 到期") % {"day": _day(one)}
    return message, _("借书、续借要有有效的读者证（本馆办证规则）"), _("请在服务台核对身份后续期")


def _frozen(one: Hindrance) -> Said:
    message = _("读者证已冻结：%(why)s") % {"why": one.reason}
    return message, _("冻结期间不能借书、续借（本馆流通规则）"), _("请按冻结原因处理；解冻由服务台的主管办理")


def _overdue(one: Hindrance) -> Said:
    message = ngettext("有书逾期 %(n)s 天未还", "有书逾期 %(n)s 天未还", one.found) % {"n": one.found}
    rule = _("逾期超过 %(n)s 天，还清前不能再借（本馆流通规则）") % {"n": one.allowed}
    return message, rule, _("请先还逾期的书")


def _limit(one: Hindrance) -> Said:
    if not one.allowed:
        rule = _("这一类不借给这类读者：上限是 0 册（本馆流通规则）")
        return _("这一册不能外借"), rule, _("可以在馆内阅览；要借请选别的一册")
    message = ngettext("已借 %(n)s 册，到了上限", "已借 %(n)s 册，到了上限", one.found) % {"n": one.found}
    return message, _("最多同时借 %(n)s 册（本馆流通规则）") % {"n": one.allowed}, _("请先还一册")


def _deposit(one: Hindrance) -> Said:
    said = {"needed": yuan(one.allowed), "held": yuan(one.found)}
    message = _("押金不够：要 %(needed)s 元，现有 %(held)s 元") % said
    return message, _("这一类要有押金才能借（本馆流通规则）"), _("请先交押金")


def _term_over(one: Hindrance) -> Said:
    message = _("固定的到期日 %(day)s 已经过去") % {"day": _day(one)}
    return message, _("这一类借到固定的一天为止（本馆流通规则）"), _("请主管更新规则里的日子")


def _too_early(one: Hindrance) -> Said:
    message = _("还没到可以续借的时候，%(day)s 起可续") % {"day": _day(one)}
    rule = ngettext(
        "到期前 %(n)s 天内才能续借（本馆流通规则）", "到期前 %(n)s 天内才能续借（本馆流通规则）", one.allowed
    ) % {"n": one.allowed}
    return message, rule, _("请到那天再续")


def _no_longer(one: Hindrance) -> Said:
    message = _("续借也延不长，仍是 %(day)s 到期") % {"day": _day(one)}
    return message, _("续借从今天算起（本馆流通规则）"), _("请临近到期再续")


def _late(one: Hindrance) -> Said:
    message = ngettext("已逾期 %(n)s 天，不能续借", "已逾期 %(n)s 天，不能续借", one.found) % {"n": one.found}
    return message, _("逾期的书不能续借（本馆流通规则）"), _("请先还书")


def _renewals(one: Hindrance) -> Said:
    if not one.allowed:
        return (
            _("这一册不能续借"),
            _("这一类书刊只借一次，不续借（本馆流通规则）"),
            _("请在 %(day)s 前还书") % {"day": _day(one)},
        )
    message = ngettext("已经续借过 %(n)s 次", "已经续借过 %(n)s 次", one.found) % {"n": one.found}
    rule = _("每次借阅可续借 %(n)s 次（本馆流通规则）") % {"n": one.allowed}
    return message, rule, _("请在 %(day)s 前还书") % {"day": _day(one)}


def _card_ends(one: Hindrance) -> Said:
    message = _("读者证 %(day)s 到期，续借也延不长") % {"day": _day(one)}
    return message, _("借期不超过读者证的有效期（本馆流通规则）"), _("请先给读者证续期")


def _recalled(one: Hindrance) -> Said:
    message = _("这一册已被召回，不能续借")
    return message, _("召回的书到期要还（本馆流通规则）"), _("请在 %(day)s 前还书") % {"day": _day(one)}


def _day(one: Hindrance) -> str:
    return date_format(one.on, "Y-m-d") if one.on else ""


_WORDS: Final[dict[Rule, tuple[type[errors.RuleRefused], Callable[[Hindrance], Said]]]] = {
    Rule.NO_CARD: (errors.CardNotGood, _no_card),
    Rule.NOT_VERIFIED: (errors.CardNotGood, _not_verified),
    Rule.CARD_NOT_VALID: (errors.CardNotGood, _not_valid),
    Rule.CARD_EXPIRED: (errors.CardExpired, _expired),
    Rule.FROZEN: (errors.ReaderFrozen, _frozen),
    Rule.OVERDUE: (errors.SomethingOverdue, _overdue),
    Rule.LIMIT: (errors.LoanLimitReached, _limit),
    Rule.DEPOSIT: (errors.DepositMissing, _deposit),
    Rule.TERM_OVER: (errors.TermOver, _term_over),
    Rule.TOO_EARLY: (errors.RenewalTooEarly, _too_early),
    Rule.NO_LONGER: (errors.RenewalGivesNothing, _no_longer),
    Rule.LATE: (errors.LoanOverdue, _late),
    Rule.RENEWALS: (errors.RenewalLimitReached, _renewals),
    Rule.CARD_ENDS: (errors.CardEndsFirst, _card_ends),
    Rule.KEPT: (ItemKept, words.kept),
    Rule.WAITED: (OthersWait, words.waited),
    Rule.OWES: (OwesTooMuch, money_words.owes),
    Rule.RECALLED: (Recalled, _recalled),
}
