"""Options: the settings of the library, typed, each value with the instant from which it holds.

Nouns: option (declared by a room), setting (a value from an instant on), history.
Invariant: a past day is judged by the value of that day; settings are only added, never changed.
Facts: none; who set what stands in the row itself.
"""
