"""A small library in plain Python, written from the rules in words: it shares no code with the house.

Readers, items and sites are numbers. Every act says whether it was done (``True``) or refused (``False``). One rule for
everybody: thirty days, three items, one renewal by thirty days, a fine of 1.00 for every late day; two holds at most.
"""

from __future__ import annotations

from datetime import date, datetime

from shushan.circulation.tests import small_things as words
from shushan.circulation.tests.small_things import Charge, Hold, Item, Loan, Shift, day_of, end_of


class Library:
    """All of it."""

    def __init__(self, items: list[Item], readers: int, closed_weekdays: dict[int, set[int]], *, sends_home: bool):
        self.items, self.sends_home = items, sends_home
        self.closed_weekdays, self.closures = closed_weekdays, {}  # type: ignore[var-annotated]
        self.frozen = [False] * readers
        self.loans: list[Loan] = []
        self.holds: list[Hold] = []
        self.charges: list[Charge] = []
        self.receipts: list[tuple[int, int, int, bool]] = []  # charge, amount, site, was taken back
        self.transits: dict[int, tuple[int, int, int | None]] = {}  # item → from, to, hold
        self.cash = dict.fromkeys(range(3), 0)
        self.deposits = [0] * readers
        self.shifts: dict[int, list[Shift]] = {}
        self.count = dict.fromkeys(("lent", "returned", "renewed", "placed", "filled", "lost", "found", "sent"), 0)

    # days ----------------------------------------------------------------------------------------------------------
    def is_open(self, site: int, day: date, *, but: int | None = None) -> bool:
        """Say whether a site is open on a day, leaving one closure out."""
        shut = [c for n, c in self.closures.items() if n != but and c[0] == site]
        return day.weekday() not in self.closed_weekdays[site] and not any(c[1] <= day < c[2] for c in shut)

    def next_open(self, site: int, day: date) -> date:
        """Return the first open day from a day on."""
        while not self.is_open(site, day):
            day += words.DAY
        return day

    def after_open_days(self, site: int, day: date, count: int) -> date:
        """Return the day so many open days later."""
        while count:
            day += words.DAY
            count -= self.is_open(site, day)
        return day

    # questions -----------------------------------------------------------------------------------------------------
    def loan_of(self, item: int) -> Loan | None:
        """Return the last loan of an item."""
        return next((x for x in reversed(self.loans) if x.item == item), None)

    def is_out(self, item: int) -> bool:
        """Say whether an item is on loan."""
        last = self.loan_of(item)
        return last is not None and last.state == "out"

    def owed(self, reader: int) -> int:
        """Return what a reader owes."""
        return sum(x.left for x in self.charges if x.reader == reader)

    def queue(self, item: int) -> list[Hold]:
        """Return who waits for a copy, the first first."""
        found = [x for x in self.holds if x.state == "waiting" and self.fits(x, item)]
        return sorted(found, key=lambda x: (-x.priority, x.placed, self.holds.index(x)))

    def fits(self, hold: Hold, item: int) -> bool:
        """Say whether a copy is what a hold is on."""
        return hold.title == self.items[item].title and hold.item in (None, item)

    def serves(self, item: int) -> Hold | None:
        """Return the hold that a copy serves."""
        return next((x for x in self.holds if x.state in words.SERVED and x.copy == item), None)

    # lending -------------------------------------------------------------------------------------------------------
    def lend(self, at: datetime, reader: int, item: int, site: int, *, override: bool = False) -> bool:
        """Lend; ``override`` sets every rule of the reader aside, never the item's own state."""
        last, copy = self.loan_of(item), self.items[item]
        if last and last.state == "out" and last.reader == reader and abs(last.lent - at) <= words.MOMENT:
            return True
        if self.is_out(item) or copy.is_missing:
            return False
        own = [x for x in self.loans if x.state == "out" and x.reader == reader]
        late = any(day_of(x.due) < day_of(at) and not (x.claimed and x.due < at) for x in own)
        kept = self.serves(item)
        others = kept is not None and kept.reader != reader
        if not override and (
            self.frozen[reader]
            or late
            or len(own) >= words.MOST_ITEMS
            or others
            or self.owed(reader) > words.OWING_ALLOWED
        ):
            return False
        due = end_of(self.next_open(site, day_of(at) + words.LENGTH * words.DAY))
        self.loans.append(Loan(item, reader, site, at, due))
        copy.site = site
        self.transits.pop(item, None)
        for hold in self.holds:
            if hold.copy == item and hold.state not in words.LIVE:
                hold.is_on_shelf = False
        if kept is not None and others:
            self.requeue(kept)
        mine = kept if kept and not others else next(
            (x for x in self.holds if x.reader == reader and x.state in words.LIVE and self.fits(x, item)), None
        )  # fmt: skip
        if mine is not None and mine.copy not in (None, item):
            mine.state = "filled"  # the copy that was set aside for it is to be cleared
            self.count["filled"] += 1
        elif mine is not None:
            mine.state, mine.copy, mine.is_on_shelf = "filled", item, False
            self.count["filled"] += 1
        self.count["lent"] += 1
        return True

    def renew(self, at: datetime, loan: Loan) -> bool:
        """Renew once, in time, when nobody else waits and the reader may borrow."""
        if loan.state != "out":
            return False
        if loan.renewed and abs(loan.renewed - at) <= words.MOMENT:
            return True
        wait = any(x.reader != loan.reader for x in self.queue(loan.item))
        if self.frozen[loan.reader] or loan.due < at or loan.renewed or wait or loan.is_recalled:
            return False
        if self.owed(loan.reader) > words.OWING_ALLOWED:
            return False
        due = end_of(self.next_open(loan.site, day_of(loan.due) + words.LENGTH * words.DAY))
        if due <= loan.due:
            return False
        loan.due, loan.renewed = due, at
        self.count["renewed"] += 1
        return True

    def give_back(self, at: datetime, item: int, site: int, came: datetime | None = None) -> bool:
        """Take back what is out or was lost; ``came``: when it fell into the book drop."""
        loan = self.loan_of(item)
        if loan is None:
            return False
        if loan.state == "back":
            return loan.ended is not None and abs(loan.ended - at) <= words.MOMENT
        ended = max(came if came and came >= loan.lent else at, loan.lent)
        said = loan.doubted if loan.state == "lost" else loan.claimed
        stopped = min(ended, said or ended, loan.ended or ended)
        if stopped > loan.due:
            late = (day_of(stopped) - day_of(loan.due)).days
            self.charge(loan.reader, "overdue", late * words.FINE)
        if loan.state == "lost":
            self.items[item].is_missing = False
            self.count["found"] += 1
            for n in loan.charges:
                self.take_back(self.charges[n])
        loan.state, loan.ended, loan.claimed = "back", ended, None
        self.count["returned"] += 1
        self.route(at, item, site)
        return True

    # troubles ------------------------------------------------------------------------------------------------------
    def lose(self, at: datetime, loan: Loan) -> bool:
        """Declare an item lost and charge it."""
        if loan.state != "out":
            return False
        loan.doubted = loan.claimed
        loan.state, loan.ended, loan.claimed = "lost", max(at, loan.lent), None
        self.items[loan.item].is_missing = True
        loan.charges = [self.charge(loan.reader, "lost", words.PRICE)]
        self.charge(loan.reader, "processing", words.PROCESSING)  # stays where the item is found again
        self.count["lost"] += 1
        return True

    def claim(self, at: datetime, loan: Loan) -> bool:
        """Write down that a reader says it was returned."""
        has = sum(1 for x in self.loans if x.claimed and x.reader == loan.reader)
        if loan.state != "out" or loan.claimed or has >= words.MOST_CLAIMS:
            return False
        loan.claimed = at
        return True

    def recall(self, at: datetime, loan: Loan) -> bool:
        """Call a loan back: fourteen days are guaranteed, seven days of notice."""
        if loan.state != "out" or loan.is_recalled:
            return False
        due = end_of(self.next_open(loan.site, max(day_of(loan.lent) + 14 * words.DAY, day_of(at) + 7 * words.DAY)))
        if due >= loan.due:
            return False
        loan.due, loan.is_recalled = due, True
        return True

    # holds ---------------------------------------------------------------------------------------------------------
    def place(self, at: datetime, reader: int, title: int, pickup: int, item: int | None) -> bool:
        """Let a reader wait for a title or for one copy."""
        copies = [n for n, x in enumerate(self.items) if x.title == title and not x.is_missing and item in (None, n)]
        own = [x for x in self.holds if x.reader == reader and x.state in words.LIVE]
        has = any(x.item in copies and x.reader == reader and x.state == "out" for x in self.loans)
        same = any(x.title == title for x in own)  # the copies of a title are of one volume
        owes = self.owed(reader) > words.OWING_ALLOWED
        if not copies or has or same or owes or self.frozen[reader] or len(own) >= words.MOST_HOLDS:
            return False
        self.holds.append(Hold(reader, title, item, pickup, at))
        self.count["placed"] += 1
        return True

    def cancel(self, hold: Hold) -> bool:
        """End a hold; its copy stays on the shelf until it is cleared."""
        if hold.state not in words.LIVE:
            return False
        hold.state = "cancelled"
        return True

    def change(self, hold: Hold, old: tuple[str, ...], **columns: object) -> bool:
        """Suspend, thaw or reorder a hold that is in one of the states."""
        if hold.state not in old:
            return False
        for name, value in columns.items():
            setattr(hold, name, value)
        return True

    def expire(self, at: datetime) -> None:
        """End the holds that were not fetched in time."""
        for hold in self.holds:
            if hold.state == "ready" and hold.keep is not None and hold.keep < at:
                hold.state = "expired"

    def requeue(self, hold: Hold) -> None:
        """Let a hold wait again at its old place."""
        hold.state, hold.copy, hold.is_on_shelf, hold.ready, hold.keep = "waiting", None, False, None, None

    # ways ----------------------------------------------------------------------------------------------------------
    def take_in(self, at: datetime, item: int, site: int) -> bool:
        """Take a copy that is not out into hand; refused when there is nothing to be done."""
        if self.is_out(item):
            return False
        shelved = any(x.copy == item and x.is_on_shelf and x.state not in words.LIVE for x in self.holds)
        copy, travelled = self.items[item], item in self.transits
        lay = copy.site
        self.route(at, item, site)
        done = travelled or shelved or self.serves(item) is not None or item in self.transits
        if not done:
            copy.site = lay
        return done

    def route(self, at: datetime, item: int, site: int) -> None:
        """Give a copy in hand to the hold it is for, to the next one, or send it home."""
        copy, way = self.items[item], self.transits.get(item)
        if way and way[0] == site and (self.serves(item) or (way[2] is None and not self.queue(item))):
            return  # it is still to be sent
        self.transits.pop(item, None)
        copy.site = site
        for hold in self.holds:
            if hold.copy == item and hold.state not in words.LIVE:
                hold.is_on_shelf = False
        hold_for = self.serves(item)
        if hold_for is None and not copy.is_missing:
            hold_for = next(iter(self.queue(item)), None)
        if hold_for is not None:
            self.hand(at, hold_for, item, site)
        elif self.sends_home and copy.home != site:
            self.send(item, copy.home, None)

    def hand(self, at: datetime, hold: Hold, item: int, site: int) -> None:
        """Put a copy on the pick-up shelf, or on its way there."""
        if hold.pickup == site:
            if hold.state != "ready":
                hold.state, hold.copy, hold.is_on_shelf, hold.ready = "ready", item, True, at
                hold.keep = end_of(self.after_open_days(site, day_of(at), words.SHELF_DAYS))
            return
        self.requeue(hold)
        hold.state, hold.copy = "travelling", item
        self.send(item, hold.pickup, self.holds.index(hold))

    def send(self, item: int, to: int, hold: int | None) -> None:
        """Write that a copy is on its way."""
        self.transits[item] = (self.items[item].site, to, hold)
        self.count["sent"] += 1

    def send_by_hand(self, item: int, to: int) -> bool:
        """Send a copy from the shelf to another site."""
        copy = self.items[item]
        if item in self.transits or copy.is_missing or copy.site == to or self.is_out(item) or self.serves(item):
            return False
        for hold in self.holds:
            if hold.copy == item:
                hold.is_on_shelf = False
        self.send(item, to, None)
        return True

    def give_up(self, item: int) -> bool:
        """Look no more for a copy on its way."""
        if item not in self.transits:
            return False
        del self.transits[item]
        if hold := self.serves(item):
            self.requeue(hold)
        return True

    # money ---------------------------------------------------------------------------------------------------------
    def charge(self, reader: int, kind: str, amount: int) -> int:
        """Charge a reader and return the charge's number."""
        self.charges.append(Charge(reader, kind, amount, amount))
        return len(self.charges) - 1

    def pay(self, n: int, amount: int, site: int) -> bool:
        """Take cash for a charge."""
        one = self.charges[n]
        if not 0 < amount <= one.left:
            return False
        one.left, one.paid = one.left - amount, one.paid + amount
        self.cash[site] += amount
        self.receipts.append((n, amount, site, False))
        return True

    def waive(self, n: int, amount: int) -> bool:
        """Waive a part of a charge."""
        one = self.charges[n]
        if not 0 < amount <= one.left:
            return False
        one.left -= amount
        return True

    def refund(self, n: int, amount: int, site: int) -> bool:
        """Hand cash back."""
        one = self.charges[n]
        if not 0 < amount <= min(one.paid, self.cash[site]):
            return False
        one.paid, one.credit = one.paid - amount, max(0, one.credit - amount)
        self.cash[site] -= amount
        return True

    def take_back(self, one: Charge) -> None:
        """Undo a charge whose cause fell away: what was paid is to be given back."""
        amount = one.left + one.paid - one.credit
        off = min(one.left, amount)
        one.left, one.credit = one.left - off, one.credit + amount - off

    def reverse(self, number: int) -> bool:
        """Take a wrong payment back whole."""
        n, amount, site, was_reversed = self.receipts[number]
        one = self.charges[n]
        if was_reversed or one.credit or one.paid < amount or self.cash[site] < amount:
            return False
        one.left, one.paid = one.left + amount, one.paid - amount
        self.cash[site] -= amount
        self.receipts[number] = (n, amount, site, True)
        return True

    def deposit(self, reader: int, amount: int, site: int) -> bool:
        """Take a deposit in cash."""
        self.deposits[reader] += amount
        self.cash[site] += amount
        return True

    def deposit_back(self, reader: int, site: int) -> bool:
        """Give every deposit of a reader back when nothing is out or owed."""
        is_out = any(x.state == "out" and x.reader == reader for x in self.loans)
        held = self.deposits[reader]
        if not held or is_out or self.owed(reader) or self.cash[site] < held:
            return False
        self.deposits[reader], self.cash[site] = 0, self.cash[site] - held
        return True

    # closures ------------------------------------------------------------------------------------------------------
    def close(self, number: int, site: int, since: date, until: date) -> None:
        """Close a site for ``[since, until)``; what falls into it moves."""
        self.closures[number] = (site, since, until)
        moved = self.shifts.setdefault(number, [])
        for loan in self.loans:
            if loan.state == "out" and loan.site == site and since <= day_of(loan.due) < until:
                was, day = loan.due, self.next_open(site, day_of(loan.due))
                loan.due = datetime.combine(day, was.astimezone(words.ZONE).time(), tzinfo=words.ZONE)
                if loan.due > was:
                    moved.append(Shift(loan, was, loan.due))
        for hold in self.holds:
            if hold.state != "ready" or hold.pickup != site or hold.keep is None or hold.ready is None:
                continue
            if day_of(hold.keep) < since or day_of(hold.ready) >= until:
                continue
            first = day_of(hold.ready)
            days = [first + n * words.DAY for n in range(1, (day_of(hold.keep) - first).days + 1)]
            left = sum(self.is_open(site, day, but=number) for day in days)
            target = end_of(self.after_open_days(site, first, left))
            if target > hold.keep:
                moved.append(Shift(hold, hold.keep, target))
                hold.keep = target

    def reopen(self, number: int) -> None:
        """Take a closure back: what it moved and nobody changed since goes to where it was."""
        site = self.closures.pop(number)[0]
        for one in self.shifts[number]:
            if isinstance(one.what, Loan):
                back = end_of(self.next_open(site, day_of(one.was)))
                if one.what.state == "out" and one.what.due == one.became and one.what.lent < back:
                    one.what.due = back
            elif one.what.state == "ready" and one.what.keep == one.became:
                one.what.keep = one.was
