"""Meetings: organisation life (三会一课) planned, convened, held, decided, written down.

Nouns: meeting (kind, agenda, chair), seat (who is entitled, with a vote or not; present, on leave, absent), minutes,
task, ballot, lesson shown, remark.
Invariant: who is entitled follows from rosters and posts of the day and is frozen when the meeting starts; what is
planned is counted nowhere; a past meeting is changed only by a reversal.
Facts: meetings.meeting-held, meetings.members-entitled, meetings.members-present, meetings.resolution-decided.
"""
