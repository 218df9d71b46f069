"""Honours: who was recommended for what, who was awarded it, and the evidence of twelve months.

Nouns: criteria (what an issuer asks, in dated versions), honour (a recommendation, its evidence, its decision).
Invariant: recommended is not awarded; an award has its issuer's document and no day before the recommendation; evidence is
pulled from the results of the rules when the recommendation is made, and never changes.
Facts: honours.recommended, honours.awarded.
"""
