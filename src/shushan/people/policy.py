"""Rules about readers and cards. Pure: dates in, answers out."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

CARD_YEARS: Final = 3  # a card is checked again after three years (PLS FY definition: purged within 3 years)
ADULT_AGE: Final = 18  # 民法典 §17: from eighteen on an adult
ALONE_AGE: Final = 14  # 个人信息保护法 §31: under fourteen only with a guardian's consent
RENEW_FROM: Final = timedelta(days=30)
RENEW_TO: Final = timedelta(days=90)
MOST_WARDS: Final = 10  # children whom one guardian registers from home; assumed, a desk may register more
ELDER_AGE: Final = 60  # 老年人权益保障法 §2: from sixty on
LEAST_REASON: Final = 2  # characters in a reason: less than this says nothing

AGE_BANDS: Final[Sequence[tuple[int, str]]] = ((6, "0-6"), (13, "7-13"), (17, "14-17"), (34, "18-34"), (59, "35-59"))
OLDEST_BAND: Final = "60+"
CARD_DIGITS: Final = 12
CARD_PREFIX: Final = "20"


def age_on(birth_on: date, day: date) -> int:
    """Return the full years of life on a day. Someone born on 29 February is older from 1 March on."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def age_band(birth_on: date | None, day: date) -> str:
    """Return the age band on a day (``18-34``, ``60+``), or an empty string when the birth date is not known."""
    if birth_on is None or birth_on > day:
        return ""
    age = age_on(birth_on, day)
    return next((band for last, band in AGE_BANDS if age <= last), OLDEST_BAND)


def category_for(birth_on: date | None, day: date) -> str:
    """Return the category that a birth date asks for: ``child``, ``adult`` or ``elder``."""
    if birth_on is None:
        return "adult"
    age = age_on(birth_on, day)
    return "child" if age < ADULT_AGE else "elder" if age >= ELDER_AGE else "adult"


def needs_consent(birth_on: date | None, day: date) -> bool:
    """Say whether somebody of this birth date needs a guardian's consent that day (under fourteen)."""
    return birth_on is not None and age_on(birth_on, day) < ALONE_AGE


def is_minor(birth_on: date | None, day: date) -> bool:
    """Say whether a guardian still acts for somebody of this birth date (under eighteen; unknown counts as a child)."""
    return birth_on is None or age_on(birth_on, day) < ADULT_AGE


def expiry(issued_on: date, years: int = CARD_YEARS) -> date:
    """Return the last day on which a card issued or renewed that day is good: the same date so many years later."""
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # 29 February
        return date(issued_on.year + years, 3, 1)


def may_renew_own(expires_on: date | None, day: date) -> bool:
    """Say whether readers may renew their own card that day: from thirty days before its last good day to ninety after.

    Both numbers are assumed: who was away longer shows a document at a desk again.
    """
    return expires_on is not None and expires_on - RENEW_FROM <= day <= expires_on + RENEW_TO


def check_digit(digits: str) -> str:
    """Return the Luhn check digit (ISO/IEC 7812-1 annex B) of a row of digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit) * (2 if place % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return str(-total % 10)


def card_number() -> str:
    """Return a new card number: twelve digits, nine of them drawn at random, the last one a check digit.

    Random, so that one number does not tell the next one; who draws a taken number draws again.
    """
    body = CARD_PREFIX + "".join(secrets.choice("0123456789") for _ in range(CARD_DIGITS - len(CARD_PREFIX) - 1))
    return body + check_digit(body)


def scanned(text: str) -> str:
    """Return a number as the scanner meant it: full-width digits made narrow, spaces and dashes dropped, upper case."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(c for c in narrow if not c.isspace() and c not in "-‐‑–—").upper()


def is_chinese_id(number: str) -> bool:
    """Say whether a resident identity number has the right form and check character (GB 11643-1999)."""
    if len(number) != 18 or not number[:17].isdecimal() or not number.isascii():
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11] == number[17]


def masked_name(name: str) -> str:
    """Return a name as others may see it: 李*, 欧阳**, A*** B***."""
    if not name:
        return ""
    if name.isascii():
        return " ".join(word[0] + "***" for word in name.split())
    return name[0] + "*" * max(1, len(name) - 1)


def masked_phone(phone: str) -> str:
    """Return a telephone number with its middle hidden: 138****5678."""
    if len(phone) < 7:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def masked_id(number: str) -> str:
    """Return a document number with only its first and last two characters."""
    return number[:2] + "*" * max(0, len(number) - 4) + number[-2:] if len(number) > 4 else "*" * len(number)


def masked_email(email: str) -> str:
    """Return an e-mail address with its name hidden: l***@example.org."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if at else "***" if email else ""
