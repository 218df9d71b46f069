"""The face of the search."""

from shushan.search.analysis.fold import fold
from shushan.search.analysis.pinyin import initials, joined
from shushan.search.analysis.tokens import groups, tokens
from shushan.search.operations import changed, changed_many, index_some, rebuild
from shushan.search.ports import Engine, use
from shushan.search.providers import register_provider
from shushan.search.queries import search, suggest, waiting
from shushan.search.results import Shower, register_shower
from shushan.search.terms import FACETS, Asked, Document, Hits, Suggestion

__all__ = [
    "FACETS",
    "Asked",
    "Document",
    "Engine",
    "Hits",
    "Shower",
    "Suggestion",
    "changed",
    "changed_many",
    "fold",
    "groups",
    "index_some",
    "initials",
    "joined",
    "rebuild",
    "register_provider",
    "register_shower",
    "search",
    "suggest",
    "tokens",
    "use",
    "waiting",
]
