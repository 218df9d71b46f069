"""Terminals that speak SIP2, each bound to a device, through which it acts at its site."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
