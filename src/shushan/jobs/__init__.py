"""Jobs: long work with progress, log, cancel and file, which survives a crash.

Nouns: job, handler, slice (effect and checkpoint in one transaction), lease, chore, nightly.
Invariant: a job is held by one worker at a time; a worker that lost its lease cannot commit a slice any more.
Facts: none; what a job does records its own.
"""
