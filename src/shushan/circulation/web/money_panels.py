"""Blocks about money: in my library, and on the staff's page of a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from django.http import HttpRequest

from shushan.circulation import public as circulation
from shushan.circulation.money.verbs import MoneyAct
from shushan.people import public as people
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class MyMoneyPanel(Component):
    """What I owe and get back, in two lines."""

    template: ClassVar[str] = "circulation/money_my_panel.html"

    balance: circulation.Balance


@dataclass
class StaffMoneyPanel(Component):
    """What a reader owes, with the way to the account."""

    template: ClassVar[str] = "circulation/money_staff_panel.html"

    reader_id: int
    balance: circulation.Balance


def my_panel(request: HttpRequest) -> MyMoneyPanel | None:
    """Return the block for whoever is signed in and owes, gets back or has deposited something, else None."""
    asked = cast(Request, request)
    if not asked.actor.may(MoneyAct.PAY_OWN):
        return None
    reader = people.reader_of_person(asked.actor.id)
    if reader is None:
        return None
    found = circulation.balance(reader.id)
    return MyMoneyPanel(found) if found != circulation.Balance(0, 0, 0) else None


def staff_panel(request: HttpRequest, reader_id: int) -> StaffMoneyPanel | None:
    """Return the block for whoever may see charges, else None."""
    if not cast(Request, request).actor.may_somewhere(MoneyAct.SEE):
        return None
    return StaffMoneyPanel(reader_id, circulation.balance(reader_id))
