"""The search inside the page editor: our own analysis for what is published, any part of a title for every draft.

Wagtail's full text finds no Chinese inside a sentence. This one extends its plain matching (any part of a field).
"""

from __future__ import annotations

from django.db.models import Q
from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchQueryCompiler
from wagtail.models import Page

from shushan.newsroom.documents import KIND
from shushan.search import public as search

MOST = 500


class OurCompiler(DatabaseSearchQueryCompiler):  # type: ignore[misc]
    """Match a field that holds the words as they stand, or a page that our own index finds by them."""

    def build_single_term_filter(self, term: str) -> Q:
        """Return the condition for one word."""
        plain: Q = super().build_single_term_filter(term)
        if not issubclass(self.queryset.model, Page):
            return plain
        asked = search.Asked(term[:200], (("kind", KIND),), limit=MOST, counts=())
        return plain | Q(pk__in=[ref for _kind, ref in search.search(asked).found])


class SearchBackend(DatabaseSearchBackend):  # type: ignore[misc]
    """What Wagtail asks."""

    query_compiler_class = OurCompiler
    autocomplete_query_compiler_class = OurCompiler
