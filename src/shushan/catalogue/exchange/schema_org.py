"""A record as schema.org, for the programs of search engines."""

from __future__ import annotations

import json
from typing import Any

from shushan.catalogue.exchange.text import kind_of, names
from shushan.catalogue.terms import Audience, RecordValue

_LANGUAGES = {  # ISO 639-2/B → BCP 47, for what public libraries have most; others keep their three letters
    "chi": "zh", "eng": "en", "jpn": "ja", "rus": "ru", "fre": "fr", "ger": "de", "spa": "es", "kor": "ko", "ita": "it",
    "por": "pt", "ara": "ar", "lat": "la",
}  # fmt: skip


_TYPES = {"book": "Book", "serial": "Periodical", "score": "SheetMusic", "map": "Map"}  # anything else: CreativeWork


def work(found: RecordValue, *, address: str) -> dict[str, Any]:
    """Return the record as the work of schema.org that its leader says; what is unknown is left out."""
    kind = _TYPES.get(kind_of(found), "CreativeWork")
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "name": " ".join(part for part in (found.title, found.title_part) if part),
        "alternateName": found.title_original,
        "author": [{"@type": "Person", "name": name} for name in names(found.author)],
        "contributor": [{"@type": "Person", "name": name} for name in names(found.contributor)],
        "publisher": {"@type": "Organization", "name": found.publisher} if found.publisher else None,
        "datePublished": str(found.year or ""),
        "isbn": (found.isbns[0] if len(found.isbns) == 1 else list(found.isbns)) if kind == "Book" else None,
        "inLanguage": _LANGUAGES.get(found.language, found.language),
        "about": [{"@type": "DefinedTerm", "name": name} for name in found.subjects],
        "description": found.summary,
        "isPartOf": {"@type": "BookSeries", "name": found.series} if found.series else None,
        "audience": {"@type": "PeopleAudience", "suggestedMaxAge": 14} if found.audience is Audience.CHILD else None,
    }
    return {name: value for name, value in said.items() if value}


def script(found: RecordValue, *, address: str) -> str:
    """Return it as JSON that may stand inside a ``script`` element: no text can end the element."""
    text = json.dumps(work(found, address=address), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", " ")
