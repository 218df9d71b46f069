"""Tables of the notices. Written only by ``notices.operations``."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shushan.notices.states import MessageState, NoticeState
from shushan.notices.terms import ChannelCode, Whom

IS_OF_ACCOUNT = Q(person__isnull=False)
FOR_ONE = Q(reader__isnull=False, person__isnull=True) | Q(reader__isnull=True, person__isnull=False)

QUIET_HOURS = Q(quiet_from__isnull=True, quiet_until__isnull=True) | Q(quiet_from__lte=23, quiet_until__lte=23)


class Notice(models.Model):
    """One thing told to one reader or account, once. ``told_to`` is who was told: the reader, or a child's guardian."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    step = models.CharField(max_length=60, blank=True)
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    told_to = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    said = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=[(s.value, s.name) for s in NoticeState], default="waiting")
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("通知")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "kind", "subject", "step"], name="notice_once"),
            models.UniqueConstraint(
                fields=["person", "kind", "subject", "step"], condition=IS_OF_ACCOUNT, name="notice_once_an_account"
            ),
            models.CheckConstraint(condition=FOR_ONE, name="notice_for_one"),
            models.CheckConstraint(
                condition=(Q(state="told", told_at__isnull=False) & (Q(told_to__isnull=False) | IS_OF_ACCOUNT))
                | (~Q(state="told") & Q(told_at__isnull=True, told_to__isnull=True)),
                name="notice_told_is_dated",
            ),
            models.CheckConstraint(condition=Q(told_to__isnull=True) | Q(person__isnull=True), name="notice_told_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before", "reader"], name="notice_due"),
            models.Index(fields=["told_to", "put_away_at", "-id"], name="notice_inbox"),
            models.Index(fields=["person", "put_away_at", "-id"], condition=IS_OF_ACCOUNT, name="notice_of_account"),
            models.Index(fields=["subject"], name="notice_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.state}"

    @property
    def whom(self) -> Whom:
        """Whom it is for."""
        return Whom(self.reader_id, self.person_id)

    @property
    def told_whom(self) -> Whom | None:
        """Who was told; None: nobody yet."""
        if self.person_id is not None:
            return self.whom
        return Whom(self.told_to_id) if self.told_to_id is not None else None


class Message(models.Model):
    """One hand-over by one channel to one reader or account. The address is asked for when it goes, and not kept."""

    key = models.UUIDField(unique=True)
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=6, choices=[(c.value, c.name) for c in ChannelCode])
    kind = models.CharField(max_length=40)
    is_digest = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    heading = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    said = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=[(s.value, s.name) for s in MessageState], default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    handed_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=120, blank=True)  # masked
    error = models.CharField(max_length=300, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("外发消息")
        constraints: ClassVar = [
            models.CheckConstraint(condition=FOR_ONE, name="message_for_one"),
            models.UniqueConstraint(
                fields=["reader", "channel"], condition=Q(is_digest=True, state="waiting"), name="message_one_digest"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease__isnull=True, lease_until__isnull=True)),
                name="message_sending_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(state="handed", handed_at__isnull=False) | (~Q(state="handed") & Q(handed_at__isnull=True)),
                name="message_handed_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "channel", "not_before"], name="message_due"),
            models.Index(fields=["reader", "-id"], name="message_of_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.channel} {self.state}"

    @property
    def whom(self) -> Whom:
        """Whom it goes to."""
        return Whom(self.reader_id, self.person_id)


class Carried(models.Model):
    """Which notices a message carries; by one channel a notice goes out at most once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="carried", db_index=False)
    channel = models.CharField(max_length=6)
    message = models.ForeignKey(Message, models.CASCADE, related_name="carried")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "channel"], name="notice_once_by_channel")]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.channel}"


class Choice(models.Model):
    """By which channels a reader wishes one kind (comma separated, empty: inbox only)."""

    reader = models.ForeignKey("people.Reader", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    channels = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("通知选择")
        constraints: ClassVar = [models.UniqueConstraint(fields=["reader", "kind"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.kind}: {self.channels}"


class HabitRow(models.Model):
    """How a reader wishes to be told; without a row as the library does it."""

    reader = models.OneToOneField("people.Reader", models.PROTECT, primary_key=True, related_name="+")
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    is_digest = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-hans")

    class Meta:
        verbose_name = _("通知习惯")
        constraints: ClassVar = [
            models.CheckConstraint(condition=QUIET_HOURS, name="habit_hours"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccountWish(models.Model):
    """How the account of a person without a reader's card wishes to be told; without a row: in the inbox only.

    ``inbox_only``: codes of the kinds that e-mail does not carry. ``bad_mark`` is the keyed mark of an address that does
    not work.
    """

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="+")
    by_email = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-hans")
    inbox_only = models.JSONField(default=list, blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    bad_mark = models.CharField(max_length=64, blank=True)
    bad_why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("账号的通知选择")
        constraints: ClassVar = [models.CheckConstraint(condition=QUIET_HOURS, name="wish_hours")]

    def __str__(self) -> str:
        return str(self.pk)


class BadContact(models.Model):
    """An address that does not work, by its keyed mark: another address of the same reader is good again."""

    reader = models.ForeignKey("people.Reader", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=6)
    mark = models.CharField(max_length=64)
    why = models.CharField(max_length=300)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("失效的联系方式")
        constraints: ClassVar = [models.UniqueConstraint(fields=["reader", "channel"], name="bad_contact_once")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.channel}"


class WechatBinding(models.Model):
    """A reader's openid at the library's own account of WeChat."""

    reader = models.OneToOneField("people.Reader", models.PROTECT, primary_key=True, related_name="+")
    openid = models.CharField(max_length=64, unique=True)
    bound_at = models.DateTimeField()

    class Meta:
        verbose_name = _("微信绑定")

    def __str__(self) -> str:
        return str(self.pk)


class WechatConsent(models.Model):
    """Inside WeChat a reader agreed to one message of a kind. ``spent_for``: the key of the message that took it;
    ``void_at``: WeChat said that it knows of no such consent. It goes with the binding of its openid."""

    binding = models.ForeignKey(
        WechatBinding, models.CASCADE, to_field="openid", db_column="openid", related_name="consents", db_index=False
    )
    kind = models.CharField(max_length=40)
    nonce = models.CharField(max_length=32, unique=True)
    given_at = models.DateTimeField()
    spent_for = models.UUIDField(null=True, unique=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("微信一次性订阅")
        indexes: ClassVar = [models.Index(fields=["binding", "kind"], name="consent_of_kind")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"


class WordingRow(models.Model):
    """A version of a kind's text in one language; the highest holds. Written once, never changed."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    heading = models.CharField(max_length=100)
    body = models.TextField()
    sms_template = models.CharField(max_length=64, blank=True)
    wechat_template = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="wording_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"
