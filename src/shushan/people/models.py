"""Tables of the people room. Written only by ``people.operations``."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q

from shushan.people.states import CURRENT, CardState
from shushan.people.terms import DeviceKind, ReaderCategory

CURRENT_STATES = sorted(state.value for state in CURRENT)


class Person(models.Model):
    """One human being, once. Roles (reader, staff) hang on it and carry their own dates."""

    name = models.CharField(max_length=100, blank=True)  # blank only once erased
    name_latin = models.CharField(max_length=150, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=1, null=True, blank=True, choices=[("f", "f"), ("m", "m")])
    phone = models.CharField(max_length=30, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.CharField(max_length=64, null=True, unique=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "birth_on"], name="person_by_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(id_number_sealed__isnull=True, id_number_index__isnull=True)
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False),
                name="person_document_sealed_and_indexed",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", name_latin="", phone="", email="", birth_on__isnull=True, id_number_index__isnull=True),
                name="person_erased_is_empty",
            ),
            models.CheckConstraint(condition=Q(erased_at__isnull=False) | ~Q(name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """Accounts by their sign-in name, whatever its case or width."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with that sign-in name."""
        return self.get(username=self.model.normalize_username(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A way to sign in. What it may do follows from its person's role grants, through ``people.backends``."""

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()

    objects = Users()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]

    def __str__(self) -> str:
        return self.username

    @classmethod
    def normalize_username(cls, username: Any) -> Any:
        """Return the name as it is kept: NFKC, lower case, without spaces at the ends."""
        return unicodedata.normalize("NFKC", username).strip().lower() if isinstance(username, str) else username

    def get_full_name(self) -> str:
        """Return the person's name, or the sign-in name of an account without a person."""
        return self.person.name if self.person and self.person.name else self.username

    def get_short_name(self) -> str:
        """Return what to call them."""
        return self.get_full_name()


class Reader(models.Model):
    """A person who may use the library; the row stays when the person is erased."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="reader")
    category = models.CharField(max_length=8, choices=[(c.value, c.name) for c in ReaderCategory])
    home_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    frozen_reason = models.CharField(max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_cause = models.CharField(max_length=10, blank=True)  # a FreezeCause: lifts itself when the cause is gone
    frozen_until = models.DateField(
        null=True
    )  # the last day of the freeze; empty: until somebody or the cause lifts it
    registered_at = models.DateTimeField(db_index=True)
    verified_at = models.DateTimeField(null=True)  # when the desk saw a document

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_reason="", frozen_cause="", frozen_until__isnull=True)
                | (Q(frozen_at__isnull=False) & ~Q(frozen_reason="")),
                name="reader_frozen_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) | ~Q(guardian=F("id")), name="reader_not_own_guardian"
            ),
        ]


class Card(models.Model):
    """One reader card, of plastic or on the phone. ``expires_on`` is its last good day."""

    number = models.CharField(max_length=32, unique=True)
    reader = models.ForeignKey(Reader, models.PROTECT, related_name="cards")
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in CardState])
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")  # where it was issued
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # since when it opens nothing any more
    is_counted = models.BooleanField(default=False)  # whether the ledger counts it as valid now (decision 0020)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "is_counted", "expires_on"], name="card_by_validity")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader"], condition=Q(state__in=CURRENT_STATES), name="card_one_current_per_reader"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CURRENT_STATES, ended_at__isnull=True)
                | (~Q(state__in=CURRENT_STATES) & Q(ended_at__isnull=False)),
                name="card_ended_when_not_current",
            ),
        ]


class Staff(models.Model):
    """A person who works here; ``since`` inclusive, ``until`` exclusive."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="staff")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.CharField(max_length=100, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="staff_period")
        ]


class Device(models.Model):
    """A gate, desk computer or kiosk that acts by itself; its token is shown once and kept only as a hash."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=[(k.value, k.name) for k in DeviceKind])
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="device_name_per_site")]


class GrantsQuerySet(models.QuerySet["RoleGrant"]):
    """Filters over grants."""

    def in_force(self, at: datetime) -> GrantsQuerySet:
        """Keep those that hold at that instant."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)

    def of_working_staff(self, day: date) -> GrantsQuerySet:
        """Keep those of persons who work here on that day."""
        still = Q(person__staff__until__isnull=True) | Q(person__staff__until__gt=day)
        return self.filter(still, person__staff__since__lte=day)


class RoleGrant(models.Model):
    """A role (``people.roles``, by its number) for one person or device, everywhere or in one site or unit.

    ``since`` inclusive, ``until`` exclusive. Two equal grants may not overlap: the database refuses.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="grants")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="grants")
    role = models.PositiveSmallIntegerField()
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=80)  # an actor's label: staff:12, system:init
    ended_by = models.CharField(max_length=80, blank=True)

    objects = GrantsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, device__isnull=True) | Q(person__isnull=True, device__isnull=False),
                name="grant_to_person_or_device",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="grant_period"),
        ]


class ReaderMerge(models.Model):
    """Two readers who were one person: what moved from ``gone`` to ``kept``, and, sealed, what ``gone`` was.

    ``sealed`` is what an undoing needs (name, birth date, telephone …); it is destroyed when the days of undoing are
    over, or with the erasure of the one who stayed.
    """

    kept = models.ForeignKey(Reader, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Reader, models.PROTECT, related_name="merged_by")
    moved = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    entry_id = models.BigIntegerField(null=True)  # the fact in the ledger, to be reversed
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=80)  # an actor's label
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_gone_once"),
        ]


class NotDouble(models.Model):
    """Two readers who look alike and are not one person, as somebody checked; ``one`` has the smaller id."""

    one = models.ForeignKey(Reader, models.CASCADE, related_name="+")
    other = models.ForeignKey(Reader, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="not_double_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_double_in_order"),
        ]


class Consent(models.Model):
    """A guardian's consent to what is kept about a child under fourteen (个人信息保护法 §31): given, and withdrawn."""

    child = models.ForeignKey(Reader, models.PROTECT, related_name="consents")
    guardian = models.ForeignKey(Reader, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8)  # desk, online
    given_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)  # an actor's label
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(withdrawn_at__isnull=True), name="consent_one_per_child"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")), name="consent_period"
            ),
        ]


class Proxy(models.Model):
    """Somebody whom a reader named to pick up for them; ``until`` is the last good day, empty: until taken back."""

    reader = models.ForeignKey(Reader, models.PROTECT, related_name="proxies")
    proxy = models.ForeignKey(Reader, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reader=F("proxy")), name="proxy_is_another"),
            models.UniqueConstraint(
                fields=["reader", "proxy"], condition=Q(ended_at__isnull=True), name="proxy_named_once"
            ),
        ]


class MovingIn(models.Model):
    """A table of another system: studied first, then imported, perhaps taken back. Written by ``moving_in.engine``."""

    kind = models.CharField(max_length=20)  # readers, loans
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    columns = models.JSONField(default=dict)  # field → place of the column
    words = models.JSONField(default=dict)  # category of the other system → ours
    stage = models.CharField(max_length=10, default="studied")  # studied, imported, undone
    counts = models.JSONField(default=dict)  # outcome → rows, of the latest stage
    job_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=["studied", "imported", "undone"]), name="moving_in_stage")
        ]


class MovingInLine(models.Model):
    """What became of one line of a table. Refused lines keep their reason, never the row."""

    run = models.ForeignKey(MovingIn, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    before = models.BinaryField(null=True)  # sealed: what an updated row said before
    stays = models.CharField(max_length=300, blank=True)  # why it was not taken back
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "line"], name="moving_in_line_once")]
        indexes: ClassVar = [models.Index(fields=["run", "outcome", "line"], name="moving_in_by_outcome")]


class Tally(models.Model):
    """A counter of attempts (sign-in, registration), shared by all web processes; the key is a hash."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]
