"""Regulations: rules as rows, held against the records of the rooms above; compliance as a by-product.

Nouns: rule (a code with dated versions: quoted text, source, verification), draft of a version and its trial against
the past, source (records that a room above offers), subject (units, members, cases, the library, with facts of any
day), result (met, not met, not applicable, not due, excused), reason.
Invariant: one version of a rule on a day; a past day is judged by the rules of that day; compliance = met ÷ applicable;
a reason explains and never raises the number; only `normally` takes a reason.
Facts: regulations.duty-judged.
"""
