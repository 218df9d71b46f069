"""Approvals: something is asked, each step is decided by whoever may, and the effect comes with the last step.

Nouns: request, step (one decision, in order), document (what an outside body wrote), delegation, trail.
Invariant: nothing takes effect before the last step is agreed; a decision is never inferred nor changed afterwards.
Facts: none; the room that asks records its own when the effect comes.
"""
