"""Terminals that speak SIP2, each bound to a device, through which it acts at its site; applications of the API."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from shushan.protocols.access.models import Application, Code, Consent, KeptAnswer, Token, TokenKind

__all__ = [
    "Application", "Code", "Consent", "KeptAnswer", "TagNote", "Terminal", "Token", "TokenKind",
]  # fmt: skip


class Charset(models.TextChoices):
    """How a terminal writes its letters."""

    UTF8 = "utf-8", "UTF-8"
    GB18030 = "gb18030", "GB18030"


class LineEnd(models.TextChoices):
    """What ends a message that we write; as the terminal does it unless something else is said."""

    SAME = "", "="
    CR = "cr", "CR"
    LF = "lf", "LF"
    CRLF = "crlf", "CR LF"


class Checksum(models.TextChoices):
    """Whether a message must bring its checksum."""

    OPTIONAL = "optional", "optional"
    REQUIRED = "required", "required"
    OFF = "off", "off"


class DueFormat(models.TextChoices):
    """How a due day (AH) is written; the standard leaves it free."""

    SIP = "sip", "20200701    235959"
    DAY = "day", "2020-07-01"
    SLASH = "slash", "2020/07/01"
    DIGITS = "digits", "20200701"
    MINUTE = "minute", "2020-07-01 23:59"


class Magnetic(models.TextChoices):
    """What is said of magnetic media."""

    UNKNOWN = "U", "U"
    NO = "N", "N"
    YES = "Y", "Y"


class Marker(models.TextChoices):
    """The security marker of items (third and fourth digit of message 18)."""

    OTHER = "00", "00"
    NONE = "01", "01"
    TATTLE_TAPE = "02", "02"
    WHISPER_TAPE = "03", "03"


class OnError(models.TextChoices):
    """What is answered to what cannot be read."""

    AGAIN = "96", "96"
    SILENT = "silent", "silent"


class Terminal(models.Model):
    """The account with which a machine signs in (93), and the dialect that it speaks."""

    login = models.CharField(max_length=40, unique=True)
    password = models.CharField(max_length=128)
    device = models.OneToOneField("people.Device", models.PROTECT, related_name="+")
    institution = models.CharField(max_length=40, blank=True)
    charset = models.CharField(max_length=8, choices=Charset.choices, default=Charset.UTF8)
    line_end = models.CharField(max_length=4, choices=LineEnd.choices, blank=True, default=LineEnd.SAME)
    checksum = models.CharField(max_length=8, choices=Checksum.choices, default=Checksum.OPTIONAL)
    language = models.CharField(max_length=8, default="zh-hans")
    takes_what_is_not_out = models.BooleanField(default=False)
    profile = models.CharField(max_length=20, default="standard")
    due_format = models.CharField(max_length=8, choices=DueFormat.choices, default=DueFormat.SIP)
    magnetic = models.CharField(max_length=1, choices=Magnetic.choices, default=Magnetic.UNKNOWN)
    marker = models.CharField(max_length=2, choices=Marker.choices, default=Marker.OTHER)
    on_error = models.CharField(max_length=6, choices=OnError.choices, default=OnError.AGAIN)
    prints = models.BooleanField(default=False)
    says_all_clear = models.BooleanField(default=False)
    bins = models.CharField(max_length=200, blank=True)
    takes_money = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    # written by the SIP2 server now and then, never by an act
    is_on_line = models.BooleanField(default=False)
    last_heard_at = models.DateTimeField(null=True)
    messages = models.PositiveBigIntegerField(default=0)
    errors = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["login"]

    def __str__(self) -> str:
        return self.login


class TagNote(models.Model):
    """What a conversion station wrote on an item's tag (message 19, CH), the last time."""

    item = models.OneToOneField("catalogue.Item", models.CASCADE, primary_key=True, related_name="+")
    properties = models.CharField(max_length=200)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.properties}"
