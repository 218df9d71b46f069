"""The tables of the meetings. Written only by this room's operations."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.meetings.states import BallotState, LeaveState, MeetingState, Presence
from shushan.meetings.terms import BallotWay, Choice, MeetingKind, Outcome, Standing, VoteKind

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
    counted_at = models.DateTimeField(null=True, blank=True)  # when it was closed here: since then it counts
    reversed_at = models.DateTimeField(null=True, blank=True)
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


class Ballot(models.Model):
    """One vote of a meeting. Its thresholds are those of the day on which it was prepared."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="ballots")
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in VoteKind])
    way = models.CharField(max_length=8, choices=[(w.value, w.name) for w in BallotWay])
    state = models.CharField(
        max_length=10, default=BallotState.PREPARED, choices=[(s.value, s.name) for s in BallotState]
    )
    places = models.PositiveSmallIntegerField(default=1)
    quorum_numerator = models.PositiveSmallIntegerField()
    quorum_denominator = models.PositiveSmallIntegerField()
    pass_numerator = models.PositiveSmallIntegerField()
    pass_denominator = models.PositiveSmallIntegerField()
    entitled = models.PositiveIntegerField(default=0)
    here = models.PositiveIntegerField(default=0)
    quorum_needed = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=8, blank=True, choices=[(o.value, o.name) for o in Outcome if o.value])
    first_teller = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    second_teller = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state=BallotState.DECIDED) & ~Q(outcome=""))
                | (~Q(state=BallotState.DECIDED) & Q(outcome="")),
                name="meetings_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.PASSED) | Q(here__gte=F("quorum_needed"), quorum_needed__gt=0),
                name="meetings_passed_had_quorum",
            ),
            models.CheckConstraint(condition=Q(here__lte=F("entitled")), name="meetings_here_of_entitled"),
            models.CheckConstraint(
                condition=Q(way=BallotWay.OPEN) | Q(first_teller__isnull=False, second_teller__isnull=False),
                name="meetings_secret_has_tellers",
            ),
            models.CheckConstraint(
                condition=Q(first_teller=None) | ~Q(first_teller=F("second_teller")), name="meetings_two_tellers"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class BallotOption(models.Model):
    """One thing on a ballot: the motion, or a candidate. ``needed`` votes carry it."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    needed = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(null=True, blank=True)
    no = models.PositiveIntegerField(null=True, blank=True)
    abstain = models.PositiveIntegerField(null=True, blank=True)
    is_carried = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "position"], name="meetings_option_once"),
            models.CheckConstraint(
                condition=Q(is_carried=False) | Q(needed__gt=0, yes__isnull=False, yes__gte=F("needed")),
                name="meetings_carried_has_votes",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpenVote(models.Model):
    """A vote by name."""

    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=[(c.value, c.name) for c in Choice])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "seat"], name="meetings_open_vote_once"),
        ]

    def __str__(self) -> str:
        return self.choice


class Voted(models.Model):
    """That somebody has voted in secret: no time, no sequence; written anew in random order when the ballot closes."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "seat"], name="meetings_voted_once"),
        ]

    def __str__(self) -> str:
        return "voted"


class UrnCell(models.Model):
    """While a secret ballot is open: how many votes of a choice lie in the urn. All cells stand from the opening on."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=[(c.value, c.name) for c in Choice])
    papers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "choice"], name="meetings_urn_once"),
        ]

    def __str__(self) -> str:
        return self.choice


class Slip(models.Model):
    """One secret vote for one option, written when the ballot closed: a random key, nothing else."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=[(c.value, c.name) for c in Choice])

    def __str__(self) -> str:
        return self.choice


class TellerCount(models.Model):
    """What a teller counted for an option; ``entered_by`` is who typed it."""

    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="counts")
    teller = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    entered_by = models.CharField(max_length=40)
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "teller"], name="meetings_teller_counts_once"),
            models.UniqueConstraint(fields=["option", "entered_by"], name="meetings_two_hands_count"),
        ]

    def __str__(self) -> str:
        return f"{self.yes}/{self.no}/{self.abstain}"


class MeetingLesson(models.Model):
    """A lesson that was watched at a meeting; its names as they were then (``lesson`` is a plain number)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lessons")
    lesson = models.BigIntegerField()
    name = models.CharField(max_length=120)
    course = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "lesson"], name="meetings_lesson_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Remark(models.Model):
    """What somebody said in the discussion of a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="remarks")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    by = models.CharField(max_length=80)  # who wrote it down
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="meetings_remark_says_something")]

    def __str__(self) -> str:
        return self.text[:40]


from shushan.meetings.models_appraisal import Conclusion, GradeCell, GradedForm, SelfAppraisal  # noqa: E402, F401  tables
