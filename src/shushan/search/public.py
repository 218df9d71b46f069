"""The face of the search."""

from shushan.search.analysis.asking import All, AnyOf, Asking, Near, Plan, Prefix, Term
from shushan.search.analysis.entries import VERSION as ANALYSIS
from shushan.search.analysis.entries import Entry, entry
from shushan.search.analysis.fold import fold
from shushan.search.analysis.masking import CannotMask, Lack, Masked
from shushan.search.analysis.pinyin import initials, joined
from shushan.search.analysis.planning import begun, plan
from shushan.search.analysis.tokens import groups, tokens, with_positions
from shushan.search.operations import changed, changed_many, index_some, let_go
from shushan.search.ports import Builder, Engine, WriterElsewhere, use
from shushan.search.providers import register_provider
from shushan.search.queries import (
    MOST_OFFSET,
    has_much_waiting,
    is_doubtful,
    is_ready,
    near_misses,
    search,
    search_masked,
    suggest,
    titled,
    waiting,
)
from shushan.search.rebuilding import BuildRunning, rebuild
from shushan.search.results import Shower, address_of, register_shower, register_tool
from shushan.search.segmenting import cut as words_of
from shushan.search.segmenting import load as load_words
from shushan.search.telling import changed_after, last_change
from shushan.search.terms import FACETS, Asked, Changed, Document, Hits, Sort, Suggestion
from shushan.search.web.asking import Wish, newest_of, wish
from shushan.search.web.facets import facets_of

__all__ = [
    "ANALYSIS",
    "FACETS",
    "MOST_OFFSET",
    "All",
    "AnyOf",
    "Asked",
    "Asking",
    "BuildRunning",
    "Builder",
    "CannotMask",
    "Changed",
    "Document",
    "Engine",
    "Entry",
    "Hits",
    "Lack",
    "Masked",
    "Near",
    "Plan",
    "Prefix",
    "Shower",
    "Sort",
    "Suggestion",
    "Term",
    "Wish",
    "WriterElsewhere",
    "address_of",
    "begun",
    "changed",
    "changed_after",
    "changed_many",
    "entry",
    "facets_of",
    "fold",
    "groups",
    "has_much_waiting",
    "index_some",
    "initials",
    "is_doubtful",
    "is_ready",
    "joined",
    "last_change",
    "let_go",
    "load_words",
    "near_misses",
    "newest_of",
    "plan",
    "rebuild",
    "register_provider",
    "register_shower",
    "register_tool",
    "search",
    "search_masked",
    "suggest",
    "titled",
    "tokens",
    "use",
    "waiting",
    "wish",
    "with_positions",
    "words_of",
]
