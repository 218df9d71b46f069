"""Who is told, how, in which language: asked for many readers at once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from shushan.notices import options as settings
from shushan.notices.models import BadContact, Choice, HabitRow, WechatBinding, WordingRow
from shushan.notices.ports import channels
from shushan.notices.registry import kind
from shushan.notices.terms import ENGLISH, ChannelCode, Habit, Kind, Wording
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


class Reached:
    """Readers and whoever is told for them: contacts, wishes, addresses that do not work."""

    def __init__(self, reader_ids: Iterable[int], *, at: datetime) -> None:
        """Ask for everything, in six queries at most."""
        wanted = set(reader_ids)
        self._contacts = people.contacts(wanted, at=at)
        guardians = {one.guardian_id for one in self._contacts.values() if one.guardian_id} - wanted
        if guardians:
            self._contacts |= people.contacts(guardians, at=at)
        everybody = set(self._contacts)
        self._openids = dict(WechatBinding.objects.filter(reader__in=everybody).values_list("reader_id", "openid"))
        bad = BadContact.objects.filter(reader__in=everybody).values_list("reader_id", "channel", "mark")
        self._bad = {(reader_id, channel): mark for reader_id, channel, mark in bad}
        chosen = Choice.objects.filter(reader__in=everybody).values_list("reader_id", "kind", "channels")
        self._choices = {(reader_id, code): _parts(said) for reader_id, code, said in chosen}
        self._habits = {row.pk: habit_of(row) for row in HabitRow.objects.filter(reader__in=everybody)}

    def contact(self, reader_id: int) -> people.Contact | None:
        """Return how a reader is reached."""
        return self._contacts.get(reader_id)

    def told(self, reader_id: int) -> int | None:
        """Return who is told what concerns a reader, or None for one who was erased.

        A child under fourteen: the guardian. From fourteen to eighteen: the reader, or the guardian of one who cannot
        be reached.
        """
        one = self._contacts.get(reader_id)
        if one is None or one.is_erased:
            return None
        guardian = self._contacts.get(one.guardian_id or 0)
        if guardian is None or guardian.is_erased:
            return reader_id
        if one.is_under_fourteen or not self.reachable(reader_id):
            return guardian.reader_id
        return reader_id

    def address(self, reader_id: int, channel: str) -> str:
        """Return the address of a reader for a channel, or nothing: none is known, or it does not work."""
        one = self._contacts.get(reader_id)
        if one is None or one.is_erased:
            return ""
        known = {
            ChannelCode.EMAIL: one.email,
            ChannelCode.SMS: one.phone,
            ChannelCode.WECHAT: self._openids.get(reader_id, ""),
        }
        found = known.get(ChannelCode(channel), "")
        return "" if found and self._bad.get((reader_id, channel)) == mark(found) else found

    def reachable(self, reader_id: int) -> list[str]:
        """Return the channels that are set up and for which the reader has an address that works."""
        return [code for code in channels() if self.address(reader_id, code)]

    def wished(self, reader_id: int, kind: Kind) -> tuple[str, ...]:
        """Return the channels by which a reader wishes a kind; without a choice those of the kind."""
        return self._choices.get((reader_id, kind.code), tuple(str(code) for code in kind.channels))

    def habit(self, reader_id: int) -> Habit:
        """Return a reader's habit; that of the library for one who has none."""
        return self._habits.get(reader_id, Habit())


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
