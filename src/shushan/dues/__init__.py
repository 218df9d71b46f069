"""Dues (党费): who owes them for a month, what was paid, what is behind, what was published. Optional, off at first.

Nouns: amount (a member's fixed monthly fen, never the salary), due (a member's dues of one month), payment (money handed
over at once, for one or several months, with its receipt), share (what of it went to a month), publication (a frozen sheet).
Invariant: who stands on the roster of the collection day is due; no month is paid beyond its amount; what was taken is never
changed, only reversed with a reason; six months unpaid are shown and nothing more: the branch decides.
Facts: dues.fell-due, dues.paid-in-month, dues.payment-taken, dues.published. No fact says how much.
"""
