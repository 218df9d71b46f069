"""Claims: the work report, claim by claim, held against the records. Our acceptance table.

Nouns: claim (a quoted sentence with what it expects), answer (found, state), check.
Invariant: a check reads public queries only; the report's numbers stand in the table and in the demonstration's plan,
nowhere else.
"""
