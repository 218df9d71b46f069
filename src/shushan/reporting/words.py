"""Words of the reports."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.figures.public import Cell, Measure
from shushan.reporting.happenings import Happening, Picture
from shushan.reporting.language import Mistake
from shushan.reporting.terms import Receipt, Run

BY: Final[dict[str, str | Promise]] = {"site": gettext_lazy("馆区"), "month": gettext_lazy("月份")}
MARK: Final = "†"  # typed by hand
ESTIMATED: Final = "≈"

_MISTAKES: Final[dict[str, str | Promise]] = {
    "no-basis": gettext_lazy("手填的数要写依据，例如 {手填 99 依据=…}：%(text)s"),
    "no-day": gettext_lazy("日期要写成 {日期 2020-06-30}：%(text)s"),
    "no-period": gettext_lazy(
        "没有写时段，例如 恢复开馆以来、2020、2020-Q2、2020-05、2020-03-23..2020-06-30：%(text)s"
    ),
    "unknown-word": gettext_lazy("看不懂这一处：%(text)s"),
    "too-long": gettext_lazy("模板超过 %(text)s 字，后面的没有读"),
}


def mistake(one: Mistake) -> str:
    """Say what could not be read."""
    return str(_MISTAKES[one.code]) % {"text": one.text}


def day(on: date) -> str:
    """Return a day as it is written."""
    return date_format(on, _("Y年n月j日"))


def days(receipt: Receipt) -> str:
    """Return the days of a figure."""
    if not receipt.since:
        return _("恢复开馆以来至 %(last)s") % {"last": receipt.last}
    return f"{receipt.since} – {receipt.last}"


def cell(measure: Measure, found: Cell | None) -> str:
    """Return a part as printed; a small part of persons is hidden."""
    if found is None or found.number is None:
        return "<5" if found is not None and found.is_small else "—"
    return measure.words(found.number)


def figure(receipt: Receipt, position: int) -> Run:
    """Return a figure as printed in a sentence: no thousands, and the marks of what is typed or estimated."""
    sign = ESTIMATED if receipt.is_estimated else ""
    mark = _("手填的数值，依据见数值 %(id)s") % {"id": receipt.value_id} if receipt.is_manual else ""
    return Run(sign + receipt.shown.replace(",", ""), figure=position, mark=mark)


def note(run: Run) -> str:
    """Return what stands raised behind a stretch of text: the mark of what was typed, the number of the figure."""
    return (MARK if run.mark else "") + (f"[{run.figure + 1}]" if run.figure is not None else "")


def bare_number(number: str) -> str:
    """Say that a number was typed where a figure should stand."""
    return _("“%(n)s”是手写的数：请换成指标，或写成 {手填 %(n)s 依据=…}") % {"n": number}


def unbound(word: str) -> str:
    """Say that a word claims what nothing proves."""
    return _("“%(w)s”要有指标为凭：请写成 {指标 时段 全体}，或写成 {手填 %(w)s 依据=…}") % {"w": word}


def not_everybody(receipt: Receipt) -> str:
    """Say that everybody is not true."""
    return _("不能写“全体”：%(name)s是 %(shown)s%(unit)s，要 100%% 才行") % _said(receipt)


def not_over(receipt: Receipt, over: int) -> str:
    """Say that more than so many is not true."""
    return _("不能写“%(n)s多”：%(name)s是 %(shown)s") % {**_said(receipt), "n": over}


def unsigned(receipt: Receipt) -> str:
    """Say that nobody signed a number."""
    return _("%(label)s 还没有签署的数值；现在的记录是 %(shown)s") % {**_said(receipt), "label": receipt.label}


def no_unit() -> str:
    """Say that the template speaks of a unit and none was chosen."""
    return _("这个模板写的是一个单位：请选定是哪个单位")


def no_such_kind(asked: str, known: list[str]) -> str:
    """Say which kinds of event there are."""
    return _("没有“%(asked)s”这类事项；有：%(known)s") % {"asked": asked, "known": "、".join(known) or "—"}


def no_picture(picture: Picture) -> str:
    """Say that a picture is left out."""
    return _("图片“%(what)s”不能用，没有印出") % {"what": picture.caption or picture.alt}


def happening(one: Happening) -> str:
    """Return one event as printed: held, or planned."""
    where = _("，%(place)s") % {"place": one.place} if one.place else ""
    many = _("，%(n)s 人参加") % {"n": one.people} if one.people is not None and one.is_done else ""
    text = _("%(day)s，%(title)s%(where)s%(many)s") if one.is_done else _("计划：%(day)s，%(title)s%(where)s%(many)s")
    return text % {"day": day(one.on), "title": one.title, "where": where, "many": many}


def _said(receipt: Receipt) -> dict[str, str]:
    return {"name": receipt.name, "shown": receipt.shown, "unit": receipt.unit}
