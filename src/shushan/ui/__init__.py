"""UI: design tokens, components and base templates of both faces.

Nouns: face (public, staff), component (a dataclass that draws itself), menu, preference (长辈模式, children's shelf).
Invariant: no rule and no table here; a page is whole without JavaScript, and no style or script stands inline.
"""
