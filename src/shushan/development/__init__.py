"""Development of members: a case for each applicant, step by step, with its dates.

Nouns: case (one applicant's way), step record (a step was taken on a day, with who and what it says; taken back by another
record), receiving branch (where somebody is deployed), gate (a rule of the regulations about these steps).
Invariant: a step is recorded, never inferred; records are appended; one open case a person; a person is received by one
temporary branch at a time.
Facts: development.case-opened, development.step-recorded.
"""
