"""The tables of the meetings. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.meetings.states import LeaveState, MeetingState, Presence
from shushan.meetings.terms import MeetingKind, Standing

WAS_CALLED = Q(state__in=(MeetingState.CONVENED, MeetingState.RUNNING, MeetingState.HELD, MeetingState.REVERSED))
BEGAN = Q(state__in=(MeetingState.RUNNING, MeetingState.HELD, MeetingState.REVERSED))
WAS_HELD = Q(state__in=(MeetingState.HELD, MeetingState.REVERSED))


class Meeting(models.Model):
    """A meeting, from the plan to the book. ``topic_on``: the day on which its topic was last written."""

    token = models.UUIDField(unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in MeetingKind])
    state = models.CharField(
        max_length=10, default=MeetingState.PLANNED, choices=[(s.value, s.name) for s in MeetingState]
    )
    title = models.CharField(max_length=120, blank=True)
    topic_on = models.DateField(null=True, blank=True)
    day = models.DateField()
    begins_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True)
    online_address = models.CharField(max_length=300, blank=True)
    chair = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    chair_basis = models.CharField(max_length=120, blank=True)
    speaker = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    with_appraisal = models.BooleanField(default=False)
    follow_up = models.TextField(max_length=4000, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~WAS_CALLED | Q(begins_at__isnull=False, site__isnull=False),
                name="meetings_called_has_time_and_site",
            ),
            models.CheckConstraint(
                condition=~BEGAN | Q(started_at__isnull=False), name="meetings_running_has_beginning"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(MeetingState.PLANNED, MeetingState.CONVENED)) | Q(started_at=None),
                name="meetings_planned_is_not_held",
            ),
            models.CheckConstraint(
                condition=(WAS_HELD & Q(ended_at__gte=F("started_at"))) | (~WAS_HELD & Q(ended_at=None)),
                name="meetings_held_has_end",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="meetings_unit_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class AgendaPoint(models.Model):
    """One point of an agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    is_important = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "position"], name="meetings_point_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """Somebody's seat in a meeting: expected from the notice on, frozen when the meeting starts."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=[(s.value, s.name) for s in Standing])
    may_vote = models.BooleanField(default=False)
    presence = models.CharField(max_length=8, default=Presence.EXPECTED, choices=[(p.value, p.name) for p in Presence])
    marked_by = models.CharField(max_length=8, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=200, blank=True)
    leave_state = models.CharField(max_length=8, blank=True, choices=[(s.value, s.name) for s in LeaveState if s.value])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meetings_one_seat_each"),
            models.CheckConstraint(
                condition=Q(may_vote=False) | ~Q(standing=Standing.GUEST), name="meetings_guest_has_no_vote"
            ),
            models.CheckConstraint(condition=Q(leave_state="") | ~Q(leave_reason=""), name="meetings_leave_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.meeting_id}"


class Minutes(models.Model):
    """One version of a meeting's minutes; an older one stays."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=40_000)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_minutes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.number}"


class Attachment(models.Model):
    """A file that belongs to a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attachments")
    file = models.UUIDField()
    title = models.CharField(max_length=120)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """What somebody is to do after a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=300)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.text
