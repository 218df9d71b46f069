"""Notices: what is told to whom, by which channel, once.

Nouns: kind (declared by the room that owns the fact), notice (one thing told to one reader), message (one hand-over of
one or more notices by e-mail, SMS or WeChat), wording (a version of a kind's text in one language), choice and habit
(what a reader wishes), contact that does not work.
Invariant: one notice for each kind, subject, step and reader, and at most one message for it by each channel (both
unique in the database); a message whose fate is unknown is not sent again by itself, unless its channel knows the key.
Facts: notices.handed-over (条, by kind and channel).
"""
