"""Kernel: the few nouns that every room shares, in plain Python.

Nouns: actor and grant (who may), event (what happened), refusal (why not), period (since, until), id, check.
Invariant: nothing here imports Django or reads a clock; the same values go in, the same come out.
"""
