"""Config: the shell around the rooms. Settings, addresses, middleware, the wiring of ports.

Nouns: environment (what a deployment sets), room list, middleware, wiring.
Invariant: the only place that may import any room; no rule and no row of its own.
"""
