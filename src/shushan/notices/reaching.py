"""Who is told, how, in which language: asked for many readers at once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from shushan.notices import options as settings
from shushan.notices.models import AccountWish, BadContact, Choice, HabitRow, WechatBinding, WechatConsent, WordingRow
from shushan.notices.ports import asker, channels
from shushan.notices.registry import kind
from shushan.notices.terms import ENGLISH, ChannelCode, Habit, Kind, Whom, Wording
from shushan.options import public as options
from shushan.people import public as people


@dataclass(frozen=True, slots=True)
class Way:
    """What the library has set, at an instant."""

    order: tuple[str, ...]
    quiet_from: int
    quiet_until: int
    digest_hour: int


def way(at: datetime) -> Way:
    """Return the library's settings, in one query."""
    chosen: list[Any] = [settings.ORDER, settings.QUIET_FROM, settings.QUIET_UNTIL, settings.DIGEST_HOUR]
    said = options.get_many(chosen, at=at)
    order = tuple(part.strip() for part in str(said[settings.ORDER.code]).replace("，", ",").split(",") if part.strip())
    return Way(
        order,
        int(said[settings.QUIET_FROM.code]),
        int(said[settings.QUIET_UNTIL.code]),
        int(said[settings.DIGEST_HOUR.code]),
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """A reader or an account, as far as telling needs it. ``guardian``: who is told for a minor, else None."""

    name: str
    addresses: Mapping[str, str]
    is_erased: bool
    guardian: Whom | None = None
    is_under_fourteen: bool = False


class Reached:
    """Readers and accounts, and whoever is told for them: contacts, wishes, addresses that do not work."""

    def __init__(self, whoms: Iterable[Whom], *, at: datetime) -> None:
        """Ask for everything, in seven queries at most for readers, and two for accounts."""
        self._contacts: dict[Whom, Contact] = {}
        self._bad: dict[tuple[Whom, str], str] = {}
        self._choices: dict[tuple[Whom, str], tuple[str, ...]] = {}
        self._habits: dict[Whom, Habit] = {}
        self._agreed: set[tuple[Whom, str]] = set()
        self._wishes: dict[Whom, AccountWish] = {}
        wanted = set(whoms)
        self._ask_readers({one.reader_id for one in wanted if one.reader_id is not None}, at)
        self._ask_accounts({one.person_id for one in wanted if one.person_id is not None})

    def _ask_readers(self, wanted: set[int], at: datetime) -> None:
        if not wanted:
            return
        found = people.contacts(wanted, at=at)
        guardians = {one.guardian_id for one in found.values() if one.guardian_id} - wanted
        if guardians:
            found |= people.contacts(guardians, at=at)
        openids = dict(WechatBinding.objects.filter(reader__in=found).values_list("reader_id", "openid"))
        self._contacts |= {Whom(pk): _contact(one, openids.get(pk, "")) for pk, one in found.items()}
        if asker():
            agreed = WechatConsent.objects.filter(binding__reader__in=found, spent_for=None, void_at=None)
            self._agreed |= {(Whom(pk), code) for pk, code in agreed.values_list("binding__reader_id", "kind")}
        bad = BadContact.objects.filter(reader__in=found).values_list("reader_id", "channel", "mark")
        self._bad |= {(Whom(reader_id), channel): mark for reader_id, channel, mark in bad}
        chosen = Choice.objects.filter(reader__in=found).values_list("reader_id", "kind", "channels")
        self._choices |= {(Whom(reader_id), code): _parts(said) for reader_id, code, said in chosen}
        self._habits |= {Whom(row.pk): habit_of(row) for row in HabitRow.objects.filter(reader__in=found)}

    def _ask_accounts(self, wanted: set[int]) -> None:
        if not wanted:
            return
        for pk, one in people.account_contacts(wanted).items():
            self._contacts[Whom(person_id=pk)] = Contact(one.name, {ChannelCode.EMAIL: one.email}, one.is_erased)
        for row in AccountWish.objects.filter(pk__in=wanted):
            whom = Whom(person_id=row.pk)
            self._wishes[whom] = row
            self._habits[whom] = Habit(row.quiet_from, row.quiet_until, language=row.language)
            if row.bad_mark:
                self._bad[whom, ChannelCode.EMAIL] = row.bad_mark

    def contact(self, whom: Whom) -> Contact | None:
        """Return how somebody is reached."""
        return self._contacts.get(whom)

    def told(self, whom: Whom) -> Whom | None:
        """Return who is told what concerns somebody, or None for one who was erased or has no account.

        A child under fourteen: the guardian. From fourteen to eighteen: the reader, or the guardian of one who cannot
        be reached.
        """
        one = self._contacts.get(whom)
        if one is None or one.is_erased:
            return None
        guardian = self._contacts.get(one.guardian) if one.guardian else None
        if one.guardian is None or guardian is None or guardian.is_erased:
            return whom
        return one.guardian if one.is_under_fourteen or not self.reachable(whom) else whom

    def address(self, whom: Whom, channel: str) -> str:
        """Return somebody's address for a channel, or nothing: none is known, or it does not work."""
        one = self._contacts.get(whom)
        if one is None or one.is_erased:
            return ""
        found = one.addresses.get(channel, "")
        return "" if found and self._bad.get((whom, channel)) == mark(found) else found

    def reachable(self, whom: Whom) -> list[str]:
        """Return the channels that are set up and for which somebody has an address that works."""
        return [code for code in channels() if self.address(whom, code)]

    def wished(self, whom: Whom, kind: Kind) -> tuple[str, ...]:
        """Return the channels by which somebody wishes a kind: a reader without a choice those of the kind.

        An account: e-mail when it was chosen, but for the kinds that were taken out.
        """
        if whom.person_id is not None:
            wish = self._wishes.get(whom)
            is_mailed = wish is not None and wish.by_email and kind.code not in wish.inbox_only
            return (str(ChannelCode.EMAIL),) if is_mailed else ()
        return self._choices.get((whom, kind.code), tuple(str(code) for code in kind.channels))

    def has_agreed(self, whom: Whom, code: str) -> bool:
        """Say whether somebody agreed inside WeChat to a message of a kind that was not sent yet."""
        return (whom, code) in self._agreed

    def habit(self, whom: Whom) -> Habit:
        """Return somebody's habit; that of the library for one who has none."""
        return self._habits.get(whom, Habit())


def _contact(one: people.Contact, openid: str) -> Contact:
    addresses: dict[str, str] = {ChannelCode.EMAIL: one.email, ChannelCode.SMS: one.phone, ChannelCode.WECHAT: openid}
    guardian = Whom(one.guardian_id) if one.guardian_id else None
    return Contact(one.name, addresses, one.is_erased, guardian, one.is_under_fourteen)


def mark(address: str) -> str:
    """Return the keyed mark of an address, by which it is known again without being kept."""
    return salted_hmac("notices.bad-contact", address.strip().lower()).hexdigest()


def habit_of(row: HabitRow) -> Habit:
    """Return a row as others see it."""
    return Habit(row.quiet_from, row.quiet_until, row.is_digest, row.language)


def wordings(codes: Iterable[str]) -> dict[tuple[str, str], Wording]:
    """Return the texts of kinds as they hold now, by kind and language, in one query."""
    found: dict[tuple[str, str], Wording] = {}
    wanted = set(codes)
    for row in WordingRow.objects.filter(kind__in=wanted).order_by("version"):
        found[row.kind, row.language] = wording_of(row)
    for code in wanted:
        known = kind(code)
        for language, text in known.texts.items() if known else ():
            found.setdefault((code, language), Wording(code, language, 0, text.heading, text.body))
    return found


def wording_of(row: WordingRow) -> Wording:
    """Return a row as others see it."""
    return Wording(
        row.kind, row.language, row.version, row.heading, row.body, row.sms_template, row.wechat_template,
        row.made_at, row.made_by,
    )  # fmt: skip


def template_of(wording: Wording, channel: str) -> str:
    """Return the provider's own number of a text, or nothing."""
    return {ChannelCode.SMS: wording.sms_template, ChannelCode.WECHAT: wording.wechat_template}.get(
        ChannelCode(channel), ""
    )


def in_language(language: str, chinese: str, english: str) -> str:
    """Return the name in a language, the Chinese one where there is no other."""
    return english if language == ENGLISH and english else chinese


def _parts(said: str) -> tuple[str, ...]:
    return tuple(part for part in said.split(",") if part)
