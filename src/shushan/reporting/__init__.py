"""Reporting: the work report, written from signed values only.

Nouns: template (versions of a text with references), report (a version built for a day, with every figure it prints),
figure used (value id, definition version, digest). The language of templates is in ``language.py``.
Invariant: every number in a finished report is a signed value, or carries the mark of a number typed by hand; a finished
report is never changed, a later one stands beside it.
Facts: reporting.report-finished.
"""
