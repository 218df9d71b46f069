"""Learning: what people study here and elsewhere, and reading months; for readers and members alike.

Nouns: course (lessons, series, plan of a year), sitting and progress (watched seconds, one by one), study record (a
channel elsewhere, imported), conversion to class hours, campaign (works, readings, essays).
Invariant: a second of a lesson counts once, and nobody earns more seconds than passed, times the allowed speed; what was
imported is never overwritten nor turned into hours without a rule of its day; a campaign asks the roster of its last day.
Facts: learning.course-opened, learning.lesson-completed, learning.certificate-issued, learning.study-recorded,
learning.work-read, learning.essay-submitted, learning.essay-accepted, learning.study-fell-due, learning.study-met.
"""
