"""Results as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from shushan.kernel.errors import NotFound
from shushan.regulations.judging import key_of, path_of
from shushan.regulations.seam import source
from shushan.regulations.terms import Measuring, Modality, Outcome, PeriodKind, Result, Rule
from shushan.regulations.words import MARKS, MODALITIES, NOTES, OUTCOMES, PERIODS, TONES, VERIFICATIONS
from shushan.ui.templatetags.look import called
from shushan.units import public as units

SAFE = "/~:@!$&'()*+,;="  # what an address shows as it is, as Django's own resolver does


@dataclass(frozen=True, slots=True)
class Shown:
    """A result in words: rule, outcome, tone of its chip, where to look closer, and what one can do now."""

    result: Result
    text: str
    outcome: object
    tone: str
    note: object
    address: str
    act: object = ""
    act_address: str = ""
    takes_reason: bool = False

    @property
    def needs(self) -> str:
        """Found of wanted, where a number was counted."""
        rule = self.result.rule
        if rule.measure not in (Measuring.COUNT, Measuring.SUM, Measuring.DISTINCT):
            return ""
        known = source(rule.record_type, rule.subject) if rule.measure is Measuring.SUM else None
        per, word = known.told_in if known is not None else (1, "")
        return f"{self.result.found // per} / {rule.threshold // per} {word}".strip()


def shown(result: Result, *, on: date | None = None) -> Shown:
    """Return a result in words; ``on`` is kept in its address where one looks from a past day."""
    rule = result.rule
    is_breach = result.is_breach
    found = source(rule.record_type, rule.subject) if rule.record_type else None
    open_ = result.outcome in (Outcome.NOT_DUE, Outcome.NOT_MET)
    act, address = ("", "")
    if open_ and found is not None and found.act is not None:
        act, address = str(found.act[0]), found.act[1](result.subject_id, result.period, rule.where)
    where = f"{_duties(get_script_prefix(), get_language())}{quote(path_of(key_of(result)), safe=SAFE)}/"
    return Shown(
        result, text_of(rule), OUTCOMES[result.outcome], "bad" if is_breach else TONES[result.outcome],
        NOTES.get(result.note, ""), f"{where}?on={on}" if on else where, act, address,
        takes_reason=result.outcome is Outcome.NOT_MET and rule.modality is Modality.NORMALLY,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _duties(_prefix: str, _language: str | None) -> str:
    """Return the address under which duties stand: a page has hundreds of them, and the resolver is slow."""
    return reverse("regulations:duty", args=["x"]).removesuffix("x/")


def text_of(rule: Rule) -> str:
    """Return what a rule says in the language of the page."""
    return rule.text_en if rule.text_en and (get_language() or "").startswith("en") else rule.text


def evidence_of(rule: Rule) -> str:
    """Return what shows that a rule is kept, in the language of the page."""
    return rule.evidence_en if rule.evidence_en and (get_language() or "").startswith("en") else rule.evidence


def words_of(rule: Rule) -> dict[str, object]:
    """Return a rule's marks in words."""
    return {
        "text": text_of(rule), "modality": MODALITIES[rule.modality], "period": PERIODS[rule.period],
        "verification": VERIFICATIONS[rule.verification], "mark": MARKS[rule.verification], "evidence": evidence_of(rule),
    }  # fmt: skip


def unit_name(unit_id: int | None) -> str:
    """Return what a unit is called now, or was called last; nothing for None or one that is not known."""
    if unit_id is None:
        return ""
    try:
        return called(units.history(unit_id)[0])
    except NotFound:
        return ""


def period_words(result: Result) -> str:
    """Return the period of a result: a month, a quarter, a year, or its days."""
    since, kind = result.period.since, result.rule.period
    if kind is PeriodKind.MONTH:
        return f"{since:%Y-%m}"
    if kind is PeriodKind.QUARTER:
        return f"{since.year} Q{(since.month + 2) // 3}"
    if kind is PeriodKind.YEAR:
        return f"{since.year}"
    return f"{since} – {result.period.last}" if result.period.days > 1 else f"{since}"
