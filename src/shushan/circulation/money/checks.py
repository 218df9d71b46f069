"""What the doctor asks about money: the book is added up again and compared with charges, facts and closings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Case, Count, F, Max, Min, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shushan.circulation.money.models import BookEntry, Charge, Closing, Deposit, Receipt
from shushan.circulation.money.terms import ACCOUNTS, Account, Method
from shushan.kernel.checks import Check, Few, Finding
from shushan.ledger import public as ledger

FACTS: Final = tuple(
    f"circulation.{name}"
    for name in (
        "fee-charged", "fee-paid", "fee-waived", "fee-cancelled", "fee-refunded", "deposit-taken", "deposit-returned",
        "cash-moved", "cash-differed",
    )
)  # fmt: skip
SHOWN: Final = 20
_REMEDY: Final = "restore the last backup and compare; money is mended by reversing entries only"


def checks() -> list[Check]:
    """Return the questions about money."""
    return [
        Check("circulation.book", _("借贷相等，账户都认得，每笔账由一件事实说明"), book_balances),
        Check("circulation.charges", _("每笔费用的余额等于账上各笔之和"), charges_match_book),
        Check("circulation.receipts", _("收据连号，金额等于账上各笔之和"), receipts_are_whole),
        Check("circulation.closings", _("日结以后那一期的账没有变，下一期从留下的备用金开始"), closings_hold),
    ]


def book_balances() -> Iterator[Finding]:
    """Add up debits and credits by account; compare the book's amounts with its facts by subject."""
    balance: dict[str, int] = defaultdict(int)
    for side, sign in (("debit", 1), ("credit", -1)):
        for account, n in BookEntry.objects.values_list(side).annotate(n=Sum("amount_fen")).order_by():
            balance[account] += sign * n
    if sum(balance.values()):
        yield Finding("circulation.book", f"debits and credits differ by {sum(balance.values())} fen", _REMEDY)
    for account in sorted(set(balance) - {str(one) for one in ACCOUNTS}):
        yield Finding("circulation.book", f"an account nobody knows: {account}", _REMEDY)
    yield from _match_facts()


def _match_facts() -> Iterator[Finding]:
    of = {
        "charge_id": BookEntry.objects.filter(charge__isnull=False),
        "deposit_id": BookEntry.objects.filter(charge=None, deposit__isnull=False),
        "site_id": BookEntry.objects.filter(charge=None, deposit=None),
    }
    nouns = {"charge_id": "charge", "deposit_id": "deposit", "site_id": "till"}
    signed = Case(When(corrects=None, then=F("amount_fen")), default=-F("amount_fen"))
    booked = (
        _of_noun(nouns[key], rows.values_list(key).annotate(n=Sum(signed)).order_by(key)) for key, rows in of.items()
    )
    differing = Few()
    for subject, told, fen in ledger.beside(FACTS, *booked):
        if (fen or 0) != sum(told.values()):
            what = f"the book says {fen or 0} fen moved, its facts say {sum(told.values())}"
            differing.add(subject, what, _REMEDY)
    yield from differing.first


def _of_noun(noun: str, sums: QuerySet[BookEntry, tuple[Any, ...]]) -> Iterator[tuple[str, int]]:
    return ((f"circulation.{noun}:{pk}", int(fen)) for pk, fen in sums.iterator(chunk_size=5000))


def charges_match_book() -> Iterator[Finding]:
    """Compare what is left of every charge and deposit with the sum of its entries."""
    owed = Case(
        When(debit=Account.RECEIVABLE, then=F("amount_fen")),
        When(credit=Account.RECEIVABLE, then=-F("amount_fen")),
        default=0,
    )
    booked = BookEntry.objects.filter(charge=OuterRef("pk")).order_by().values("charge").annotate(n=Sum(owed))
    wrong = Charge.objects.annotate(booked=Coalesce(Subquery(booked.values("n")), 0)).exclude(
        booked=F("left_fen") - F("credit_fen")
    )
    for pk, left, credit in wrong.order_by("pk").values_list("pk", "left_fen", "credit_fen")[:SHOWN]:
        yield Finding(f"circulation.charge:{pk}", f"the row says {left} − {credit}, the book differs", _REMEDY)
    held = Deposit.objects.filter(returned_at=None).aggregate(n=Sum("amount_fen"))["n"] or 0
    if (kept := -_balance(Account.DEPOSITS)) != held:
        yield Finding("circulation.deposit", f"the rows say {held} fen are held, the book {kept}", _REMEDY)


def receipts_are_whole() -> Iterator[Finding]:
    """Look for gaps in the numbers, and for receipts whose entries do not come to their total."""
    for site, year, first, last, n in Receipt.objects.values_list("site_id", "year").annotate(
        first=Min("number"), last=Max("number"), n=Count("pk")
    ).order_by():  # fmt: skip
        if first != 1 or last != n:
            yield Finding(f"places.site:{site}", f"receipts of {year}: {n} of {last} numbers are there", _REMEDY)
    entries = (
        BookEntry.objects.filter(receipt=OuterRef("pk")).order_by().values("receipt").annotate(n=Sum("amount_fen"))
    )
    wrong = Receipt.objects.annotate(booked=Coalesce(Subquery(entries.values("n")), 0)).exclude(booked=F("total_fen"))
    for pk, total, booked in wrong.order_by("pk").values_list("pk", "total_fen", "booked").iterator(chunk_size=5000):
        yield Finding(f"circulation.receipt:{pk}", f"says {total} fen, its entries {booked}", _REMEDY)


def closings_hold() -> Iterator[Finding]:
    """Add up the cash of every closed period again: opening + in − out must be what was carried over."""
    cash: dict[tuple[int, int], int] = defaultdict(int)
    for side, sign in (("debit", 1), ("credit", -1)):
        rows = BookEntry.objects.filter(**{side: Method.CASH}).values_list("site_id", "period")
        for site, period, n in rows.annotate(n=Sum("amount_fen")).order_by():
            cash[site, period] += sign * n
    carried: dict[int, int] = {}
    for row in Closing.objects.order_by("site_id", "period"):
        begun = carried.get(row.site_id, 0)
        if row.opening_fen != begun or begun + cash[row.site_id, row.period] != row.carried_fen:
            what = f"period {row.period}: began with {row.opening_fen}, moved {cash[row.site_id, row.period]}"
            yield Finding(f"places.site:{row.site_id}", f"{what}, carried over {row.carried_fen} fen", _REMEDY)
        carried[row.site_id] = row.carried_fen


def _balance(account: str) -> int:
    into = BookEntry.objects.filter(debit=account).aggregate(n=Sum("amount_fen"))["n"] or 0
    out = BookEntry.objects.filter(credit=account).aggregate(n=Sum("amount_fen"))["n"] or 0
    return int(into) - int(out)
