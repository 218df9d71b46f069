"""Indicators: from a duty to a number that somebody signed.

Nouns: signed value (a figure of a period with its receipt), receipt, step, late notice, duty, target, evaluation set,
score, review link, own measure.
Invariant: what was signed never changes; later records lead to a notice, and a restatement keeps both numbers. Each of
draft, check, signature and approval is another person's.
Facts: indicators.value-signed, indicators.value-restated, indicators.records-came-late, indicators.duty-standing,
indicators.duty-unowned, indicators.duty-unmeasured, indicators.duty-covered (stocks).
"""
