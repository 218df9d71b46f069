"""Places: the library's sites 馆区, when they are open, and the people who live around them.

Nouns: site, opening hours (by weekday, with valid-from), special day, closure, holiday, population.
Invariant: the hours of one weekday of one site never overlap in their validity; a past day keeps its hours.
Facts: places.site-closed, places.site-reopened, places.site-kept-open, places.day-closed, places.population-stated.
"""
