"""Applications, their tokens, readers' consents, codes of the first step, answers kept under a key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Application(models.Model):
    """A program of somebody else that may call the HTTP API. Lists of words are kept with spaces between them."""

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=120)
    home_page = models.CharField(max_length=300, blank=True)
    return_addresses = models.TextField(blank=True)
    origins = models.TextField(blank=True)
    scopes = models.CharField(max_length=300, blank=True)
    per_minute = models.PositiveIntegerField()  # of each token of a reader's consent
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], condition=Q(closed_at=None), name="application_name_once"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="application_limit_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """What one reader allowed one application, from when to when; ``given_by`` is the reader's or a guardian's person."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consents")
    reader = models.ForeignKey("people.Reader", models.PROTECT, related_name="+")
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    scopes = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)  # reader, guardian, staff, library, theft

    class Meta:
        ordering: ClassVar = ["-given_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "reader"], condition=Q(ended_at=None), name="consent_one_open"
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("given_at")), name="consent_until_after_given"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="consent_end_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.scopes}"


class TokenKind(models.TextChoices):
    """An application's own, or the two of a reader's consent."""

    OWN = "own", "own"
    ACCESS = "access", "access"
    REFRESH = "refresh", "refresh"


class Token(models.Model):
    """One token, kept as its digest. ``hint`` is its end, by which people recognise it."""

    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=6)
    kind = models.CharField(max_length=8, choices=TokenKind.choices)
    application = models.ForeignKey(Application, models.PROTECT, related_name="tokens")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="tokens")
    note = models.CharField(max_length=80, blank=True)
    scopes = models.CharField(max_length=300)
    per_minute = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="token_by_end")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="own", consent=None) | (Q(kind__in=["access", "refresh"]) & Q(consent__isnull=False)),
                name="token_own_has_no_consent",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="token_end_after_begin"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="token_limit_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} …{self.hint}"


class Code(models.Model):
    """The code of the first step, good once and for two minutes, bound to a challenge and an address."""

    digest = models.CharField(max_length=64, primary_key=True)
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="codes")
    scopes = models.CharField(max_length=300)
    challenge = models.CharField(max_length=43)
    return_address = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.consent_id} {self.made_at}"


class KeptAnswer(models.Model):
    """The answer to a writing request under an Idempotency-Key, so that the same again gets the same and acts once."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="+")
    key = models.UUIDField()
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="kept_answer_by_time")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["consent", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.key}"
